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

    // By then nothing is compiled any more, as in a host that runs for days.
    private const int PlansPerProcess = 5;

    public static void Run(ScenarioOptions options, Report report)
    {
        Table table = report.Add(new Table(
            "Planning a collection",
            $"""
            Synthetic stores as in `index`, with real trees: every chunk is live, named once by a list of {SyntheticTrees.IdsPerBlob} ids, these by trees. The first plan of a store
            reads the trees and notes what they refer to; the process verifies the index in it. A later one lists the packs, marks all, and adds up what is live in each pack: the second and the fifth of a process of its own;
            private memory is the peak of `RssAnon` until the end of each. Read: the files of the tree packs one after the other, 1 MiB at a time. From the disk: {(PageCache.CanDrop ? "the page cache was emptied before each." : "not measured, for want of rights.")}
            """,
            "chunks", "tree packs, MiB", "first plan, ms", "read, ms", "2nd mark, ms", "÷ read", "5th mark, ms", "÷ read", "5th plan, ms", "÷ read",
            "from disk: read, ms", "2nd mark, ms", "÷ read", "5th mark, ms", "÷ read", "5th plan, ms", "÷ read", "2nd: private, MiB", "5th: private, MiB"));
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

    /// <summary>Plans collections of a store, and prints for each a line: its milliseconds, those of marking in it, and the peak of private memory in MiB until then.</summary>
    /// <param name="directory">The store.</param>
    /// <param name="isCold">Whether the page cache is emptied before each but the first.</param>
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
        for (int i = 0; i < PlansPerProcess; i++)
        {
            if (isCold && i > 0)
            {
                PageCache.Drop();
            }

            long start = Stopwatch.GetTimestamp();
            var plan = await store.PlanCollectionAsync(new SyntheticReferences());
            double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            if (plan.Packs.Count > 0 || plan.DeadBytesLeft > 0)
            {
                throw new InvalidOperationException($"Everything is live, and yet: {plan}");
            }

            Console.WriteLine($"{milliseconds:F1} {marking:F1} {memory.Peak():F1}");
        }
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
        double first = Plan(path, isCold: false)[0][0];
        List<double> secondPeaks = [];
        List<double> lastPeaks = [];
        string[] Measure(bool isCold)
        {
            List<double> reads = [];
            List<double>[] times = [[], [], []];
            List<double>[] ratios = [[], [], []];
            for (int round = 0; round < rounds; round++)
            {
                reads.Add(Read(treePacks, isCold));
                double[][] plans = Plan(path, isCold);
                foreach ((int i, double time) in new[] { plans[1][1], plans[^1][1], plans[^1][0] }.Index())
                {
                    times[i].Add(time);
                    ratios[i].Add(time / reads[^1]);
                }

                secondPeaks.Add(plans[1][2]);
                lastPeaks.Add(plans[^1][2]);
            }

            return [.. times.Zip(ratios).SelectMany(pair => new[] { pair.First, pair.Second }).Prepend(reads).Select(values => Figures.Short(Figures.Median([.. values])))];
        }

        string[] warm = Measure(isCold: false);
        string[] cold = PageCache.CanDrop ? Measure(isCold: true) : ["", "", "", "", "", "", ""];
        return [$"{size:N0}", Figures.Short(treeBytes / (double)(1 << 20)), Figures.Short(first), .. warm, .. cold, Figures.Short(secondPeaks.Max()), Figures.Short(lastPeaks.Max())];
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

    private static double[][] Plan(string path, bool isCold) =>
        [.. ChildPrograms.Run([.. ChildPrograms.Self(), ChildPrograms.PlanCollection, path, $"{isCold}"]).Output.Trim().Split('\n')
            .Select(line => line.Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray())];
}
