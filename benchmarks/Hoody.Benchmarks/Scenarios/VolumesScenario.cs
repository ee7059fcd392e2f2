using System.Diagnostics;
using System.Globalization;
using Hoody.Benchmarks.Measuring;
using Hoody.Benchmarks.Storing;
using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;
using Hoody.Volumes;
using Hoody.Volumes.Import;

namespace Hoody.Benchmarks.Scenarios;

/// <summary>What must not grow with a volume: its clones and copies with its bytes, an import of one change with its entries.</summary>
internal static class VolumesScenario
{
    private const int EntryCount = 1_000_000;

    private const string Baseline = "ref";
    private const string Copy = "copy";
    private const string Clone = "clone";

    public static void Run(ScenarioOptions options, Report report)
    {
        if (options.Part is not (null or "clone" or "million"))
        {
            throw new ArgumentException($"--part is clone or million, not '{options.Part}'.");
        }

        DirectoryInfo directory = Directory.CreateDirectory(Path.Combine(options.ScratchDirectory, $"hoody-volumes-{Environment.ProcessId}"));
        try
        {
            if (options.Part is null or "clone")
            {
                MeasureClones(directory.FullName, options.Rounds, report);
            }

            if (options.Part is null or "million")
            {
                MeasureImport(directory.FullName, report);
            }
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    /// <summary>Imports a directory with a stat cache; prints the new blobs' plain bytes, the entries kept, the seconds and the peak of private memory in MiB.</summary>
    public static async Task PrintImportAsync(string source, string store, string cache)
    {
        using PrivateMemory memory = new();
        DiskBackend backend = new(store);
        await using BlobStore blobs = Directory.Exists(store) ? await BlobStore.OpenAsync(backend) : await BlobStore.CreateAsync(backend);
        long start = Stopwatch.GetTimestamp();
        ImportResult imported = await new VolumeStore(blobs).ImportAsync(source, new ImportOptions { StatCachePath = cache });
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Console.WriteLine($"{imported.Statistics.PlainBytesNew} {imported.Statistics.EntriesKept} {seconds:F2} {memory.Peak():F1}");
    }

    private static void MeasureClones(string directory, int rounds, Report report)
    {
        Table table = report.Add(new Table(
            "Clones and copies of volumes of growing size",
            $"""
            Trees of files of 10 MB each, whose lists name different chunks of 64 KiB; the chunks themselves are not stored, since nothing reads them. Copy: one more durable ref to the
            same snapshot. Clone: a writable volume of the snapshot, made, with its journal durable, and closed. Both ÷ one durable ref to the snapshot of an empty tree, made in the same round. Medians of
            {rounds} rounds, with a store on disk.
            """,
            ["volume", "nodes, KiB", "ref, ms", "copy ÷ ref", "clone ÷ ref"]));
        foreach ((string name, long lengthBytes) in new (string, long)[] { ("10 MB", 10_000_000), ("100 MB", 100_000_000), ("1 GB", 1_000_000_000), ("10 GB", 10_000_000_000) })
        {
            string place = Path.Combine(directory, name.Replace(' ', '-'));
            table.Add([name, .. CloneAsync(Directory.CreateDirectory(place).FullName, lengthBytes, rounds).GetAwaiter().GetResult()]);
        }
    }

    private static async Task<string[]> CloneAsync(string directory, long lengthBytes, int rounds)
    {
        await using BlobStore blobs = await BlobStore.CreateAsync(new DiskBackend(Path.Combine(directory, "store")));
        BlobId empty = await SyntheticVolume.PutAsync(blobs, lengthBytes: 0);
        long before = blobs.GetStatistics().PlainBytes;
        BlobId snapshot = await SyntheticVolume.PutAsync(blobs, lengthBytes);
        long nodeBytes = blobs.GetStatistics().PlainBytes - before;
        VolumeStore volumes = new(blobs);
        int made = 0;
        SlowContest contest = new();
        contest.Add(Baseline, 1, () => made++, () => Wait(blobs.Refs.UpdateAsync($"empty/{made}", empty, expectedGeneration: 0)));
        contest.Add(Copy, 1, () => made++, () => Wait(blobs.Refs.UpdateAsync($"copy/{made}", snapshot, expectedGeneration: 0)));
        contest.Add(Clone, 1, () => made++, () => Wait(CloneAsync(volumes, snapshot, Path.Combine(directory, $"clone-{made}"))));
        ContestResult result = contest.Run(rounds);

        // A ratio tells how many times as fast the one is; asked for is how many times as long it takes.
        return [Figures.Short(nodeBytes / 1024.0), Figures.Short(1e-6 / result.Speed(Baseline)), result.RatioText(Baseline, Copy), result.RatioText(Baseline, Clone)];
    }

    private static async Task CloneAsync(VolumeStore volumes, BlobId snapshot, string directory)
    {
        await using Volume volume = await volumes.CloneAsync(snapshot, directory);
    }

    private static void Wait(Task task) => task.GetAwaiter().GetResult();

    private static void MeasureImport(string directory, Report report)
    {
        string source = Directory.CreateDirectory(Path.Combine(directory, "million")).FullName;
        for (int i = 0; i < EntryCount; i++)
        {
            using FileStream file = File.Create(Path.Combine(source, NameOf(i)), bufferSize: 1);
        }

        Table table = report.Add(new Table(
            "One change among a million",
            $"""
            A directory of {EntryCount:N0} empty files, imported with a stat cache into a store on disk, each time by a process of its own. The change: another time on one file in the middle.
            New are the nodes alone, uncompressed, as there is no data. Private memory: the peak of `RssAnon`.
            """,
            ["import", "new nodes, KiB", "entries kept", "seconds", "private, MiB"]));

        // An entry is believed from two seconds on.
        Thread.Sleep(TimeSpan.FromSeconds(3));
        table.Add(["first", .. Import(directory, source)]);
        File.SetLastWriteTimeUtc(Path.Combine(source, NameOf(EntryCount / 2)), DateTime.UnixEpoch);
        table.Add(["after one change", .. Import(directory, source)]);
        table.Add(["unchanged", .. Import(directory, source)]);
    }

    private static string NameOf(int number) => $"f{number:D7}.dat";

    private static string[] Import(string directory, string source)
    {
        string[] printed = ChildPrograms.Run([
            .. ChildPrograms.Self(), ChildPrograms.ImportDirectory, source, Path.Combine(directory, "million-store"), Path.Combine(directory, "million-cache"),
        ]).Output.Trim().Split(' ');
        double newBytes = double.Parse(printed[0], CultureInfo.InvariantCulture);
        return [Figures.Short(newBytes / 1024.0), $"{long.Parse(printed[1], CultureInfo.InvariantCulture):N0}", printed[2], printed[3]];
    }
}
