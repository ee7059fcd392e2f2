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
            """,
            "chunks", "built, s", "index, bytes a chunk", "opened, ms", "again, ms", "private, MiB", "hit, ns", "÷ dictionary", "miss, ns", "÷ dictionary"));
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
        await using BlobStore store = await BlobStore.OpenAsync(new DiskBackend(path));
        (double hit, double hitRatio) = Lookups(store, size, isHit: true);
        (double miss, double missRatio) = Lookups(store, size, isHit: false);
        return
        [
            $"{size:N0}", Figures.Short(built), Figures.Short(each), .. Enumerable.Range(0, 3).Select(i => Figures.Short(Figures.Median([.. openings.Select(o => o[i])]))),
            Figures.Short(hit), Figures.Short(hitRatio), Figures.Short(miss), Figures.Short(missRatio),
        ];
    }

    private static double[] Opening(string path) =>
        [.. ChildPrograms.Run([.. ChildPrograms.Self(), ChildPrograms.OpenStore, path]).Output.Trim().Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture))];

    private static (double Nanoseconds, double Ratio) Lookups(BlobStore store, int size, bool isHit)
    {
        Dictionary<BlobId, long> dictionary = new(size);
        for (int i = 0; i < size; i++)
        {
            dictionary.Add(SyntheticStore.Id(i), i);
        }

        Random random = new(1);
        BlobId[] ids = [.. Enumerable.Range(0, LookupCount).Select(_ => random.Next(size)).Select(i => SyntheticStore.Id(isHit ? i : -1 - i))];
        double ours = Time(ids, store.Contains, isHit);
        double theirs = Time(ids, dictionary.ContainsKey, isHit);
        return (ours, ours / theirs);
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
