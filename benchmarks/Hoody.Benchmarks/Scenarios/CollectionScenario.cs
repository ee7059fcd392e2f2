using System.Diagnostics;
using System.Globalization;
using Hoody.Benchmarks.Measuring;
using Hoody.Benchmarks.Storing;
using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;

namespace Hoody.Benchmarks.Scenarios;

/// <summary>Planning a collection of stores of growing size, against reading their trees once.</summary>
internal static class CollectionScenario
{
    private const int MaxRounds = 5;

    public static void Run(ScenarioOptions options, Report report)
    {
        Table table = report.Add(new Table(
            "Planning a collection",
            $"""
            Synthetic stores as in `index`, with real trees: every chunk is live, named once by a list of {SyntheticTrees.IdsPerBlob} ids, these by trees. The plan
            verifies the index, marks all, and adds up what is live in each pack. In a process of its own, which has planned once before; private memory is
            the peak of `RssAnon`. Read: the files of the tree packs one after the other, 1 MiB at a time. From the disk: {(PageCache.CanDrop ? "the page cache was emptied before." : "not measured, for want of rights.")}
            """,
            "chunks", "tree packs, MiB", "read, ms", "plan, ms", "÷ read", "from disk: read, ms", "plan, ms", "÷ read", "private, MiB"));
        int[] sizes = options.Part is { } part ? [int.Parse(part, CultureInfo.InvariantCulture)] : [10_000, 100_000, 1_000_000, 10_000_000, 16_000_000];
        foreach (int size in sizes)
        {
            DirectoryInfo directory = Directory.CreateDirectory(Path.Combine(options.ScratchDirectory, $"hoody-collection-{Environment.ProcessId}"));
            try
            {
                table.Add(MeasureAsync(Path.Combine(directory.FullName, "store"), size, Math.Min(options.Rounds, MaxRounds)).GetAwaiter().GetResult());
            }
            finally
            {
                directory.Delete(recursive: true);
            }
        }
    }

    /// <summary>Plans collections of a store, and prints the last one's time in milliseconds and the peak of private memory in MiB.</summary>
    /// <param name="directory">The store.</param>
    /// <param name="isCold">Whether the page cache is emptied before the last plan.</param>
    public static async Task PrintPlanAsync(string directory, bool isCold)
    {
        using PrivateMemory memory = new();
        await using BlobStore store = await BlobStore.OpenAsync(new DiskBackend(directory));
        double milliseconds = 0;
        for (int i = 0; i < 2; i++)
        {
            if (isCold && i > 0)
            {
                PageCache.Drop();
            }

            long start = Stopwatch.GetTimestamp();
            var plan = await store.PlanCollectionAsync(new SyntheticReferences());
            milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            if (plan.Packs.Count > 0 || plan.DeadBytesLeft > 0)
            {
                throw new InvalidOperationException($"Everything is live, and yet: {plan}");
            }
        }

        Console.WriteLine($"{milliseconds:F1} {memory.Peak():F1}");
    }

    private static async Task<string[]> MeasureAsync(string path, int size, int rounds)
    {
        await SyntheticStore.CreateAsync(path, size);
        HashSet<string> dataPacks = [.. Packs(path)];
        await using (BlobStore store = await BlobStore.OpenAsync(new DiskBackend(path)))
        {
            BlobId tree = await SyntheticTrees.WriteAsync(store, size);
            await SyntheticTrees.AddSnapshotsAsync(store, path, tree, 0, 1);
            await store.Index.Compactor.CompactAsync(default);
        }

        string[] treePacks = [.. Packs(path).Where(pack => !dataPacks.Contains(pack))];
        long treeBytes = treePacks.Sum(pack => new FileInfo(pack).Length);
        List<double> peaks = [];
        string[] Measure(bool isCold)
        {
            List<double> reads = [];
            List<double> plans = [];
            List<double> ratios = [];
            for (int round = 0; round < rounds; round++)
            {
                reads.Add(Read(treePacks, isCold));
                double[] plan = Plan(path, isCold);
                plans.Add(plan[0]);
                peaks.Add(plan[1]);
                ratios.Add(plans[^1] / reads[^1]);
            }

            return [.. new[] { reads, plans, ratios }.Select(values => Figures.Short(Figures.Median([.. values])))];
        }

        string[] warm = Measure(isCold: false);
        string[] cold = PageCache.CanDrop ? Measure(isCold: true) : ["", "", ""];
        return [$"{size:N0}", Figures.Short(treeBytes / (double)(1 << 20)), .. warm, .. cold, Figures.Short(peaks.Max())];
    }

    private static string[] Packs(string path) => Directory.GetFiles(Path.Combine(path, "packs"), "*", SearchOption.AllDirectories);

    private static double Read(string[] paths, bool isCold)
    {
        if (isCold)
        {
            PageCache.Drop();
        }

        long start = Stopwatch.GetTimestamp();
        SequentialFiles.Read(paths);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double[] Plan(string path, bool isCold) =>
        [.. ChildPrograms.Run([.. ChildPrograms.Self(), ChildPrograms.PlanCollection, path, $"{isCold}"]).Output.Trim().Split(' ')
            .Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
}
