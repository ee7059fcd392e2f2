using System.Diagnostics;
using System.Globalization;
using Hoody.Benchmarks.Measuring;
using Hoody.Benchmarks.Storing;
using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;

namespace Hoody.Benchmarks.Scenarios;

/// <summary>Opening stores of growing size, and looking blobs up in them, against a dictionary of the same ids.</summary>
internal static class IndexScenario
{
    private const int LookupCount = 1_000_000;

    public static void Run(ScenarioOptions options, Report report)
    {
        Table table = report.Add(new Table(
            "Index",
            $"""
            Stores of chunks of 64 KiB in packs of {SyntheticStore.ChunksPerPack}, made by writing the packs' directories alone. Built: opened without an
            index. Opened: in a process of its own, just-in-time compilation included, and once more in the same process; private memory is `RssAnon` of that
            process. Lookups: {LookupCount} of random ids in random order, one thread, each twice, the second counts; ÷ `Dictionary<BlobId, long>`.
            Not mapped: the same with `DiskBackendOptions.MapIndexes` off and its cache of 16 MiB.
            """,
            "chunks", "built, s", "index, bytes a chunk", "opened, ms", "again, ms", "private, MiB", "hit, ns", "÷ dictionary", "miss, ns", "÷ dictionary",
            "hit, not mapped, ns", "÷ dictionary", "miss, not mapped, ns", "÷ dictionary"));
        int[] sizes = options.Part is { } part ? [int.Parse(part, CultureInfo.InvariantCulture)] : [10_000, 100_000, 1_000_000, 10_000_000, 16_000_000];
        foreach (int size in sizes)
        {
            DirectoryInfo directory = Directory.CreateDirectory(Path.Combine(options.ScratchDirectory, $"hoody-index-{Environment.ProcessId}"));
            try
            {
                table.Add(MeasureAsync(directory.FullName, size, options.Rounds).GetAwaiter().GetResult());
            }
            finally
            {
                directory.Delete(recursive: true);
            }
        }
    }

    /// <summary>Opens a store and prints how long that took, twice, in milliseconds, and the process's private memory after it in MiB.</summary>
    public static async Task PrintOpeningAsync(string directory)
    {
        for (int i = 0; i < 2; i++)
        {
            long start = Stopwatch.GetTimestamp();
            await using BlobStore store = await BlobStore.OpenAsync(new DiskBackend(directory));
            Console.Write($"{Stopwatch.GetElapsedTime(start).TotalMilliseconds:F1} ");
        }

        Console.WriteLine($"{PrivateMemory.Now():F1}");
    }

    private static async Task<string[]> MeasureAsync(string directory, int size, int rounds)
    {
        string path = Path.Combine(directory, "store");
        await SyntheticStore.CreateAsync(path, size);
        long start = Stopwatch.GetTimestamp();
        await using (BlobStore building = await BlobStore.OpenAsync(new DiskBackend(path)))
        {
            await building.Index.Compactor.CompactAsync(default);
        }

        double built = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double each = Directory.EnumerateFiles(Path.Combine(path, "index")).Sum(file => new FileInfo(file).Length) / (double)size;
        double[][] openings = [.. Enumerable.Range(0, rounds).Select(_ => Opening(path))];
        await using BlobStore mapped = await BlobStore.OpenAsync(new DiskBackend(path));
        await using BlobStore read = await BlobStore.OpenAsync(new DiskBackend(path, new DiskBackendOptions { MapIndexes = false }));
        double[] hits = Lookups(size, isHit: true, mapped, read);
        double[] misses = Lookups(size, isHit: false, mapped, read);
        return
        [
            $"{size:N0}", Figures.Short(built), Figures.Short(each), .. Enumerable.Range(0, 3).Select(i => Figures.Short(Figures.Median([.. openings.Select(o => o[i])]))),
            .. new[] { 0, 1 }.SelectMany(i => new[] { hits[i], hits[i] / hits[2], misses[i], misses[i] / misses[2] }).Select(Figures.Short),
        ];
    }

    private static double[] Opening(string path) =>
        [.. ChildPrograms.Run([.. ChildPrograms.Self(), ChildPrograms.OpenStore, path]).Output.Trim().Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture))];

    /// <summary>The nanoseconds of a lookup in each store, and in a dictionary.</summary>
    private static double[] Lookups(int size, bool isHit, params BlobStore[] stores)
    {
        Dictionary<BlobId, long> dictionary = new(size);
        for (int i = 0; i < size; i++)
        {
            dictionary.Add(SyntheticStore.Id(i), i);
        }

        Random random = new(1);
        BlobId[] ids = [.. Enumerable.Range(0, LookupCount).Select(_ => random.Next(size)).Select(i => SyntheticStore.Id(isHit ? i : -1 - i))];
        return [.. stores.Select(store => Time(ids, store.Contains, isHit)), Time(ids, dictionary.ContainsKey, isHit)];
    }

    private static double Time(BlobId[] ids, Func<BlobId, bool> contains, bool isHit)
    {
        double last = 0;
        for (int pass = 0; pass < 2; pass++)
        {
            long start = Stopwatch.GetTimestamp();
            foreach (BlobId id in ids)
            {
                if (contains(id) != isHit)
                {
                    throw new InvalidOperationException($"Blob {id} should{(isHit ? "" : " not")} be there.");
                }
            }

            last = Stopwatch.GetElapsedTime(start).TotalNanoseconds / ids.Length;
        }

        return last;
    }
}
