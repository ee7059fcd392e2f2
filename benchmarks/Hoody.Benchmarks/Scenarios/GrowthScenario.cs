using System.Globalization;
using Hoody.Benchmarks.Measuring;
using Hoody.Benchmarks.Storing;
using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;

namespace Hoody.Benchmarks.Scenarios;

/// <summary>The same work on stores of growing size: what grows with the number of chunks, and what does not.</summary>
internal static class GrowthScenario
{
    private const int MaxRounds = 3;

    private static readonly int s_put = Array.IndexOf(RefsScenario.Operations, "put");
    private static readonly int s_get = Array.IndexOf(RefsScenario.Operations, "get");
    private static readonly int s_plan = Array.IndexOf(RefsScenario.Operations, "plan a collection");

    public static void Run(ScenarioOptions options, Report report)
    {
        int rounds = Math.Min(options.Rounds, MaxRounds);
        Table table = report.Add(new Table(
            "Number of chunks",
            $"""
            Synthetic stores with trees over all chunks and one ref. Milliseconds, in a process of its own, which does each once, just-in-time compilation
            included; put: {RefsScenario.PutCount} chunks of 64 KiB and a flush; get: the same, in pack order; plan: of a collection, the first of the process, so
            with the index verified and compilation. Medians of {rounds} processes. Private memory: the peak of `RssAnon`.
            """,
            ["chunks", "index, bytes a chunk", .. RefsScenario.Operations, "put, µs a chunk", "get, µs a chunk", "plan, ns a chunk", "private, MiB"]));
        foreach (int size in options.Part is { } part ? [int.Parse(part, CultureInfo.InvariantCulture)] : new[] { 10_000, 100_000, 1_000_000, 10_000_000 })
        {
            DirectoryInfo directory = Directory.CreateDirectory(Path.Combine(options.ScratchDirectory, $"hoody-growth-{Environment.ProcessId}"));
            try
            {
                table.Add(MeasureAsync(Path.Combine(directory.FullName, "store"), size, rounds).GetAwaiter().GetResult());
            }
            finally
            {
                directory.Delete(recursive: true);
            }
        }
    }

    private static async Task<string[]> MeasureAsync(string path, int size, int rounds)
    {
        await SyntheticStore.CreateAsync(path, size);
        await using (BlobStore store = await BlobStore.OpenAsync(new DiskBackend(path)))
        {
            BlobId tree = await SyntheticTrees.WriteAsync(store, size);
            await SyntheticTrees.AddSnapshotsAsync(store, path, tree, 0, 1);
            await store.Index.Compactor.CompactAsync(default);
        }

        double indexBytes = Directory.EnumerateFiles(Path.Combine(path, "index")).Sum(file => new FileInfo(file).Length) / (double)size;
        double[][] runs = [.. Enumerable.Range(0, rounds).Select(_ => RefsScenario.Work(path))];
        double[] medians = [.. Enumerable.Range(0, runs[0].Length).Select(i => Figures.Median([.. runs.Select(run => run[i])]))];
        return
        [
            $"{size:N0}", Figures.Short(indexBytes), .. medians[..^1].Select(Figures.Short),
            Figures.Short(medians[s_put] * 1e3 / RefsScenario.PutCount), Figures.Short(medians[s_get] * 1e3 / RefsScenario.PutCount),
            Figures.Short(medians[s_plan] * 1e6 / size), Figures.Short(medians[^1]),
        ];
    }
}
