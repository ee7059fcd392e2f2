using System.Diagnostics;
using Hoody.Benchmarks.Measuring;
using Hoody.Benchmarks.Transferring;
using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Collection;
using Hoody.Volumes;
using Hoody.Volumes.Import;
using Hoody.Volumes.Transfer;

namespace Hoody.Benchmarks.Scenarios;

/// <summary>Transfers of directories between stores: the first, one of a small change, and one of nothing.</summary>
internal static class TransferScenario
{
    private const int MaxRounds = 5;

    private const int FileCount = 10_000;

    // The runtime compiles what runs often for good after some of these.
    private const int WarmLinkRounds = 5;

    // 100 Mbit/s.
    private const double SlowBytesPerSecond = 12_500_000;

    private static readonly Dictionary<string, Func<ScenarioOptions, DirectoryInfo, Report, Task>> Parts = new()
    {
        ["tree"] = TreeAsync,
        ["memory"] = SideMemory.MeasureAsync,
        ["link"] = LinkAsync,
        ["netns"] = NamespaceLink.MeasureAsync,
    };

    public static void Run(ScenarioOptions options, Report report)
    {
        if (options.Part is { } name && !Parts.ContainsKey(name))
        {
            throw new ArgumentException($"'{name}' is no part of this scenario. There are: {string.Join(", ", Parts.Keys)}.");
        }

        foreach ((string part, Func<ScenarioOptions, DirectoryInfo, Report, Task> measure) in Parts)
        {
            if (options.Part is null || options.Part == part)
            {
                RunAsync(options, report, measure).GetAwaiter().GetResult();
            }
        }
    }

    private static async Task RunAsync(ScenarioOptions options, Report report, Func<ScenarioOptions, DirectoryInfo, Report, Task> measure)
    {
        DirectoryInfo scratch = Directory.CreateDirectory(Path.Combine(options.ScratchDirectory, $"hoody-transfer-{Environment.ProcessId}"));
        try
        {
            await measure(options, scratch, report);
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    /// <summary>A real tree: all of it, a change, and nothing.</summary>
    private static async Task TreeAsync(ScenarioOptions options, DirectoryInfo scratch, Report report)
    {
        Copy(options, scratch);
        await using BlobStore source = await BlobStore.CreateAsync(new MemoryBackend());
        VolumeStore volumes = new(source);
        BlobId first = await ImportAsync(volumes, scratch.FullName);
        await FirstAsync(options, report, volumes, first);
        (int files, long bytes) = TreeEdits.Insert(scratch, changedShare: 0.01);
        BlobId second = await ImportAsync(volumes, scratch.FullName);
        await ChangeAsync(report, volumes, first, second, files, bytes);
    }

    /// <summary>A link that is slow, and one that is far.</summary>
    private static async Task LinkAsync(ScenarioOptions options, DirectoryInfo scratch, Report report)
    {
        DirectoryInfo tree = RandomFiles.Create(Path.Combine(scratch.FullName, "tree"), FileCount);
        await using BlobStore source = await BlobStore.CreateAsync(new MemoryBackend());
        VolumeStore volumes = new(source);
        BlobId first = await ImportAsync(volumes, tree.FullName);
        RandomFiles.Change(tree, FileCount, 100, seed: 1);
        BlobId few = await ImportAsync(volumes, tree.FullName);
        RandomFiles.Change(tree, FileCount, FileCount, seed: 2);
        BlobId all = await ImportAsync(volumes, tree.FullName);
        int rounds = options.Rounds;
        Table table = report.Add(new Table(
            "Over a link",
            $"""
            {FileCount:N0} files of 4 KiB of random bytes in 100 directories, over a link in memory with a delay in each direction and a rate. Seconds at the rate: all bytes that the receiver
            got, divided by it; with delays: round trips times twice the delay. Medians of {rounds} rounds, after {WarmLinkRounds} that are not counted: code is compiled in them.
            """,
            "", "files changed", "MiB received", "round trips", "s", "s at the rate", "rate used"));
        await AddAsync(table, "100 Mbit/s, no delay", () => OverLinkAsync(volumes, null, first, TimeSpan.Zero, SlowBytesPerSecond), FileCount, SlowBytesPerSecond, rounds);
        TimeSpan far = TimeSpan.FromMilliseconds(50);
        await AddAsync(table, "50 ms, 10 Gbit/s", () => OverLinkAsync(volumes, first, few, far, SlowBytesPerSecond * 100), 100, SlowBytesPerSecond * 100, rounds);
        await AddAsync(table, "50 ms, 10 Gbit/s", () => OverLinkAsync(volumes, first, all, far, SlowBytesPerSecond * 100), FileCount, SlowBytesPerSecond * 100, rounds);
    }

    private static async Task AddAsync(
        Table table, string name, Func<Task<(TransferResult Result, double Seconds)>> transferAsync, int files, double bytesPerSecond, int rounds)
    {
        for (int i = 0; i < WarmLinkRounds; i++)
        {
            await transferAsync();
        }

        List<double> times = [];
        TransferResult? result = null;
        for (int i = 0; i < rounds; i++)
        {
            (result, double took) = await transferAsync();
            times.Add(took);
        }

        double seconds = Figures.Median([.. times]);
        double atRate = result!.BytesReceived / bytesPerSecond; // there is a round
        table.Add(
            name, $"{files:N0}", Figures.Short(result.BytesReceived / 1048576.0), $"{result.RoundTrips}", Figures.Short(seconds), Figures.Short(atRate),
            Figures.Short(atRate / seconds));
    }

    private static async Task<(TransferResult Result, double Seconds)> OverLinkAsync(
        VolumeStore source, BlobId? held, BlobId wanted, TimeSpan delay, double bytesPerSecond)
    {
        await using BlobStore blobs = await BlobStore.CreateAsync(new MemoryBackend());
        VolumeStore target = new(blobs);
        if (held is { } before)
        {
            await target.PullAsync(source, [before]);
        }

        SlowLink link = new(delay, bytesPerSecond);
        var watch = Stopwatch.StartNew();
        Task carrying = link.RunAsync();
        Task serving = source.ServeTransferAsync(link.Far, new TransferPolicy { AllowPull = true });
        TransferResult result = await target.ReceiveAsync(link.Near, [new TransferRequest(wanted)]);
        double seconds = watch.Elapsed.TotalSeconds;
        await Task.WhenAll(carrying, serving);
        return (result, seconds);
    }

    private static void Copy(ScenarioOptions options, DirectoryInfo directory)
    {
        if (options.CorpusDirectories.Count == 0)
        {
            throw new ArgumentException("--corpus names the directories to transfer.");
        }

        ChildPrograms.Run(["cp", "-a", "--", .. options.CorpusDirectories, directory.FullName]);
    }

    /// <summary>Everything, against reading it and writing it.</summary>
    private static async Task FirstAsync(ScenarioOptions options, Report report, VolumeStore source, BlobId snapshot)
    {
        List<BlobReference> blobs = await ClosureList.ReadAsync(source.Blobs, snapshot);
        StoreStatistics statistics = source.Blobs.GetStatistics();
        List<(BlobKind Kind, byte[] Plain)> plain = [];
        await ReadAllAsync(source.Blobs, blobs, (kind, blob) => plain.Add((kind, blob.Plain.ToArray())));
        SlowContest contest = new();
        contest.Add("reading", statistics.PlainBytes, () => { }, () => ReadAllAsync(source.Blobs, blobs, take: null).GetAwaiter().GetResult());
        contest.Add("writing", statistics.PlainBytes, () => { }, () => WriteAllAsync(plain).GetAwaiter().GetResult());
        contest.Add("transfer", statistics.PlainBytes, () => { }, () => PullNewAsync(source, snapshot).GetAwaiter().GetResult());
        int rounds = Math.Min(options.Rounds, MaxRounds);
        ContestResult result = contest.Run(rounds);
        Table table = report.Add(new Table(
            "The first transfer",
            $"""
            {statistics.Blobs:N0} blobs, {statistics.PlainBytes >> 20:N0} MiB, {statistics.StoredBytes >> 20:N0} MiB as stored, from a store in memory to an empty one in
            memory, both sides in one process. Reading: all blobs in pack order, verified. Writing: the plain bytes of all blobs, which lie ready, into an empty store with the
            default options. Medians of {rounds} rounds in turn.
            """,
            "", "GB/s", "÷ reading", "÷ writing"));
        table.Add("reading", result.SpeedText("reading"), "1", "");
        table.Add("writing", result.SpeedText("writing"), result.RatioText("writing", "reading"), "1");
        table.Add("transfer", result.SpeedText("transfer"), result.RatioText("transfer", "reading"), result.RatioText("transfer", "writing"));
    }

    private static async Task ChangeAsync(Report report, VolumeStore source, BlobId first, BlobId second, int files, long bytes)
    {
        await using BlobStore blobs = await BlobStore.CreateAsync(new MemoryBackend());
        VolumeStore target = new(blobs);
        await target.PullAsync(source, [first]);
        Table table = report.Add(new Table(
            "A change, and none",
            $"""
            13 bytes inserted somewhere in each of {files:N0} files of {bytes >> 20:N0} MiB together, 1 % of all bytes; their times changed with them. Missing: the stored lengths of the blobs
            that the receiver lacked. Wire: all bytes of both directions. Round trips: the longest chain of messages that waited for each other.
            """,
            "", "blobs", "missing, KiB", "wire, KiB", "wire ÷ missing", "round trips", "ms"));
        TransferPlan plan = await target.PlanPullAsync(source, [second]);
        foreach (string name in new[] { "the change", "nothing" })
        {
            var watch = Stopwatch.StartNew();
            TransferResult result = await target.PullAsync(source, [second]);
            double milliseconds = watch.Elapsed.TotalMilliseconds;
            long missing = result.WireBytes - (result.BlobsTransferred * 16);
            long wire = result.BytesReceived + result.BytesSent;
            table.Add(
                name, $"{result.BlobsTransferred:N0}", Figures.Short(missing / 1024.0), Figures.Short(wire / 1024.0),
                missing == 0 ? "" : Figures.Short((double)wire / missing), $"{result.RoundTrips}", Figures.Short(milliseconds));
            if (name == "the change" && plan.WireBytes != result.WireBytes)
            {
                throw new InvalidOperationException($"The plan foretold {plan.WireBytes} bytes, and {result.WireBytes} came.");
            }
        }
    }

    private static async Task<BlobId> ImportAsync(VolumeStore volumes, string directory)
    {
        ImportResult import = await volumes.ImportAsync(directory);
        return await volumes.PutSnapshotAsync(new SnapshotRecord { Root = import.Root, CreatedTime = DateTimeOffset.UnixEpoch });
    }

    private static async Task<long> PullNewAsync(VolumeStore source, BlobId snapshot)
    {
        await using BlobStore blobs = await BlobStore.CreateAsync(new MemoryBackend());
        return (await new VolumeStore(blobs).PullAsync(source, [snapshot])).BytesTransferred;
    }

    private static async Task<long> ReadAllAsync(BlobStore source, List<BlobReference> blobs, Action<BlobKind, FetchedBlob>? take)
    {
        long bytes = 0;
        foreach (IGrouping<BlobKind, BlobReference> kind in blobs.GroupBy(blob => blob.Kind))
        {
            await foreach (FetchedBlob blob in source.GetManyAsync([.. kind.Select(blob => blob.Id)], kind.Key))
            {
                using (blob)
                {
                    bytes += blob.Plain.Length;
                    take?.Invoke(kind.Key, blob);
                }
            }
        }

        return bytes;
    }

    private static async Task<long> WriteAllAsync(List<(BlobKind Kind, byte[] Plain)> blobs)
    {
        await using BlobStore target = await BlobStore.CreateAsync(new MemoryBackend());
        await using BlobWriter writer = target.BeginWrite();
        foreach ((BlobKind kind, byte[] plain) in blobs)
        {
            await writer.PutAsync(kind, plain);
        }

        await writer.FlushAsync();
        return writer.Statistics.PlainBytesNew;
    }
}
