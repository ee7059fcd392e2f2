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

    private const int GarbageChunks = 1000;

    public static void Run(ScenarioOptions options, Report report)
    {
        Table table = report.Add(new Table(
            "Planning a collection",
            $"""
            Synthetic stores as in `index`, with real trees: every chunk is live, named once by a list of {SyntheticTrees.IdsPerBlob} ids, these by trees. The first plan of a store
            reads the trees and notes what they refer to. A later one lists the packs, marks all, and adds up what is live in each pack: the first, the second and the fifth of a process of its own, of which the first verifies the index.
            With garbage there is a pack of {GarbageChunks:N0} chunks more that nothing refers to: what would be deleted is decided by an index that is read again.
            Private memory is the peak of `RssAnon` until the end of each. Read: the files of the tree packs one after the other, 1 MiB at a time. From the disk: {(PageCache.CanDrop ? "the page cache was emptied before each." : "not measured, for want of rights.")}
            """,
            "chunks", "tree packs, MiB", "first plan of the store, ms", "from", "read, ms", "1st mark, ms", "÷ read", "2nd mark, ms", "÷ read", "5th mark, ms", "÷ read", "5th plan, ms", "÷ read",
            "2nd: private, MiB", "5th: private, MiB"));
        int[] sizes = options.Part is { } part ? [int.Parse(part, CultureInfo.InvariantCulture)] : [10_000, 100_000, 1_000_000, 10_000_000, 16_000_000];
        foreach (int size in sizes)
        {
            DirectoryInfo directory = Directory.CreateDirectory(Path.Combine(options.ScratchDirectory, $"hoody-collection-{Environment.ProcessId}"));
            try
            {
                foreach (string[] row in MeasureAsync(Path.Combine(directory.FullName, "store"), size, Math.Min(options.Rounds, MaxRounds)).ToBlockingEnumerable())
                {
                    table.Add(row);
                }
            }
            finally
            {
                directory.Delete(recursive: true);
            }
        }
    }

    /// <summary>Plans collections of a store, and prints for each a line: its milliseconds, those of marking in it, the peak of private memory in MiB until then, and how many packs it would delete.</summary>
    /// <param name="directory">The store.</param>
    /// <param name="isCold">Whether the page cache is emptied before each.</param>
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
            if (isCold)
            {
                PageCache.Drop();
            }

            long start = Stopwatch.GetTimestamp();
            var plan = await store.PlanCollectionAsync(new SyntheticReferences());
            double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            Console.WriteLine($"{milliseconds:F1} {marking:F1} {memory.Peak():F1} {plan.Packs.Count}");
        }
    }

    private static async IAsyncEnumerable<string[]> MeasureAsync(string path, int size, int rounds)
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
        string treeMiB = Figures.Short(treePacks.Sum(pack => new FileInfo(pack).Length) / (double)(1 << 20));
        string first = Figures.Short(Plan(path, isCold: false, packsToDelete: 0)[0][0]);
        foreach (bool hasGarbage in new[] { false, true })
        {
            int packsToDelete = hasGarbage ? await AddGarbageAsync(path) : 0;
            foreach (bool isCold in PageCache.CanDrop ? new[] { false, true } : [false])
            {
                string from = (isCold ? "disk" : "memory") + (hasGarbage ? ", with garbage" : "");
                yield return [$"{size:N0}", treeMiB, first, from, .. Measure(path, treePacks, isCold, packsToDelete, rounds)];
            }
        }
    }

    /// <returns>How many packs it has made.</returns>
    private static async Task<int> AddGarbageAsync(string path)
    {
        int before = Packs(path).Length;
        await using (BlobStore store = await BlobStore.OpenAsync(new DiskBackend(path)))
        {
            await using BlobWriter writer = store.BeginWrite();
            for (int i = 0; i < GarbageChunks; i++)
            {
                await writer.PutAsync(BlobKind.Chunk, BitConverter.GetBytes(i));
            }

            await writer.FlushAsync();
        }

        return Packs(path).Length - before;
    }

    private static IEnumerable<string> Measure(string path, string[] treePacks, bool isCold, int packsToDelete, int rounds)
    {
        List<double> reads = [];
        List<double>[] times = [[], [], [], []];
        List<double>[] ratios = [[], [], [], []];
        List<double> secondPeaks = [];
        List<double> lastPeaks = [];
        for (int round = 0; round < rounds; round++)
        {
            reads.Add(Read(treePacks, isCold));
            double[][] plans = Plan(path, isCold, packsToDelete);
            foreach ((int i, double time) in new[] { plans[0][1], plans[1][1], plans[^1][1], plans[^1][0] }.Index())
            {
                times[i].Add(time);
                ratios[i].Add(time / reads[^1]);
            }

            secondPeaks.Add(plans[1][2]);
            lastPeaks.Add(plans[^1][2]);
        }

        return times.Zip(ratios).SelectMany(pair => new[] { pair.First, pair.Second }).Prepend(reads)
            .Select(values => Figures.Median([.. values])).Append(secondPeaks.Max()).Append(lastPeaks.Max()).Select(Figures.Short);
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

    private static double[][] Plan(string path, bool isCold, int packsToDelete)
    {
        double[][] plans = [.. ChildPrograms.Run([.. ChildPrograms.Self(), ChildPrograms.PlanCollection, path, $"{isCold}"]).Output.Trim().Split('\n')
            .Select(line => line.Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray())];
        return Array.TrueForAll(plans, plan => (int)plan[3] == packsToDelete)
            ? plans : throw new InvalidOperationException($"{packsToDelete} packs are garbage, and a plan would delete {plans[0][3]}.");
    }
}
