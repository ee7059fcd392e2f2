using System.Diagnostics;
using System.Globalization;
using Hoody.Benchmarks.Measuring;
using Hoody.Benchmarks.Storing;
using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Refs;

namespace Hoody.Benchmarks.Scenarios;

/// <summary>The same data under more and more refs: what grows with their number, and what does not.</summary>
internal static class RefsScenario
{
    /// <summary>How many chunks are put, and got again.</summary>
    public const int PutCount = 512;

    private const int ChunkCount = 100_000;
    private const int MaxRounds = 5;

    /// <summary>What <see cref="PrintWorkAsync"/> measures.</summary>
    public static readonly string[] Operations = ["open", "put", "get", "update a ref", "plan a collection", "list the refs"];

    public static void Run(ScenarioOptions options, Report report)
    {
        Table table = report.Add(new Table(
            "Number of snapshots",
            $"""
            A synthetic store of {ChunkCount:N0} chunks with trees over all of them, and refs that point to one snapshot each, all over the same trees. Milliseconds, in a
            process of its own; put: {PutCount} chunks of 64 KiB and a flush; get: the chunks put before, in pack order; plan: of a collection, which reads every ref.
            Medians of {Math.Min(options.Rounds, MaxRounds)} processes.
            """,
            ["snapshots", .. Operations, "private, MiB"]));
        DirectoryInfo directory = Directory.CreateDirectory(Path.Combine(options.ScratchDirectory, $"hoody-refs-{Environment.ProcessId}"));
        try
        {
            string path = Path.Combine(directory.FullName, "store");
            SyntheticStore.CreateAsync(path, ChunkCount).GetAwaiter().GetResult();
            int refs = 0;
            foreach (int count in options.Part is { } part ? [int.Parse(part, CultureInfo.InvariantCulture)] : new[] { 1, 100, 10_000 })
            {
                AddRefsAsync(path, refs, count).GetAwaiter().GetResult();
                refs = count;
                double[][] runs = [.. Enumerable.Range(0, Math.Min(options.Rounds, MaxRounds)).Select(_ => Work(path))];
                table.Add([$"{count:N0}", .. Enumerable.Range(0, runs[0].Length).Select(i => Figures.Short(Figures.Median([.. runs.Select(run => run[i])])))]);
            }
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    /// <summary>Opens a store, works with it, and prints what each operation took in milliseconds, and the peak of private memory in MiB.</summary>
    public static async Task PrintWorkAsync(string directory)
    {
        using PrivateMemory memory = new();
        byte[] chunk = new byte[64 << 10];
        BlobId[] ids = new BlobId[PutCount];
        BlobStore? opened = null;
        Console.Write($"{await TimeAsync(async () => opened = await BlobStore.OpenAsync(new DiskBackend(directory))):F1} ");
        await using BlobStore store = opened ?? throw new InvalidOperationException("The store did not open.");
        Func<Task>[] operations =
        [
            async () =>
            {
                await using BlobWriter writer = store.BeginWrite();
                for (int i = 0; i < PutCount; i++)
                {
                    Random.Shared.NextBytes(chunk);
                    ids[i] = await writer.PutAsync(BlobKind.Chunk, chunk);
                }

                await writer.FlushAsync();
            },
            async () =>
            {
                await foreach (FetchedBlob blob in store.GetManyAsync(ids, BlobKind.Chunk))
                {
                    blob.Dispose();
                }
            },
            async () =>
            {
                RefValue found = await store.Refs.GetAsync(SyntheticTrees.RefOf(0)) ?? throw new InvalidOperationException("A ref is missing.");
                _ = await store.Refs.UpdateAsync(found.Name, found.Target, found.Generation);
            },
            async () => _ = await store.PlanCollectionAsync(new SyntheticReferences()),
            async () =>
            {
                await foreach (RefValue _ in store.Refs.ListAsync())
                {
                }
            },
        ];
        foreach (Func<Task> operation in operations)
        {
            Console.Write($"{await TimeAsync(operation):F1} ");
        }

        Console.WriteLine($"{memory.Peak():F1}");
    }

    /// <summary>Runs <see cref="PrintWorkAsync"/> in a process of its own.</summary>
    public static double[] Work(string path) =>
        [.. ChildPrograms.Run([.. ChildPrograms.Self(), ChildPrograms.WorkWithRefs, path]).Output.Trim().Split(' ')
            .Select(text => double.Parse(text, CultureInfo.InvariantCulture))];

    private static async Task AddRefsAsync(string path, int from, int to)
    {
        await using BlobStore store = await BlobStore.OpenAsync(new DiskBackend(path));
        BlobId tree = await SyntheticTrees.WriteAsync(store, ChunkCount);
        await SyntheticTrees.AddSnapshotsAsync(store, path, tree, from, to);
        await store.Index.Compactor.CompactAsync(default);
    }

    private static async Task<double> TimeAsync(Func<Task> operation)
    {
        long start = Stopwatch.GetTimestamp();
        await operation();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
