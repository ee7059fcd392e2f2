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
            Synthetic stores as in `index`, with real trees: every chunk is live, named once by a list of {SyntheticTrees.IdsPerBlob} ids, these by trees. The first plan of a store
            reads the trees and notes what they refer to; the process verifies the index in it. A later one lists the packs, marks all, and adds up what is live in each pack: in a process of its own, which has planned once before;
            private memory is the peak of `RssAnon` over both. Read: the files of the tree packs one after the other, 1 MiB at a time. From the disk: {(PageCache.CanDrop ? "the page cache was emptied before." : "not measured, for want of rights.")}
            """,
            "chunks", "tree packs, MiB", "first plan, ms", "read, ms", "mark, ms", "÷ read", "plan, ms", "÷ read",
            "from disk: read, ms", "mark, ms", "÷ read", "plan, ms", "÷ read", "private, MiB"));
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

    /// <summary>Plans two collections of a store, and prints the milliseconds of the first, of the second, and of marking in it, and the peak of private memory in MiB.</summary>
    /// <param name="directory">The store.</param>
    /// <param name="isCold">Whether the page cache is emptied before the last plan.</param>
    public static async Task PrintPlanAsync(string directory, bool isCold)
    {
        using PrivateMemory memory = new();
        await using BlobStore store = await BlobStore.OpenAsync(new DiskBackend(directory));
        double marking = 0;
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == ChunkStoreTelemetry.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => marking = activity.OperationName == "Hoody.ChunkStore.Mark" ? activity.Duration.TotalMilliseconds : marking,
        };
        ActivitySource.AddActivityListener(listener);
        double[] milliseconds = new double[2];
        for (int i = 0; i < milliseconds.Length; i++)
        {
            if (isCold && i > 0)
            {
                PageCache.Drop();
            }

            long start = Stopwatch.GetTimestamp();
            var plan = await store.PlanCollectionAsync(new SyntheticReferences());
            milliseconds[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            if (plan.Packs.Count > 0 || plan.DeadBytesLeft > 0)
            {
                throw new InvalidOperationException($"Everything is live, and yet: {plan}");
            }
        }

        Console.WriteLine($"{milliseconds[0]:F1} {milliseconds[1]:F1} {marking:F1} {memory.Peak():F1}");
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
        double first = Plan(path, isCold: false)[0];
        List<double> peaks = [];
        string[] Measure(bool isCold)
        {
            List<double> reads = [];
            List<double> marks = [];
            List<double> markRatios = [];
            List<double> plans = [];
            List<double> planRatios = [];
            for (int round = 0; round < rounds; round++)
            {
                reads.Add(Read(treePacks, isCold));
                double[] plan = Plan(path, isCold);
                plans.Add(plan[1]);
                marks.Add(plan[2]);
                peaks.Add(plan[3]);
                markRatios.Add(marks[^1] / reads[^1]);
                planRatios.Add(plans[^1] / reads[^1]);
            }

            return [.. new[] { reads, marks, markRatios, plans, planRatios }.Select(values => Figures.Short(Figures.Median([.. values])))];
        }

        string[] warm = Measure(isCold: false);
        string[] cold = PageCache.CanDrop ? Measure(isCold: true) : ["", "", "", "", ""];
        return [$"{size:N0}", Figures.Short(treeBytes / (double)(1 << 20)), Figures.Short(first), .. warm, .. cold, Figures.Short(peaks.Max())];
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
