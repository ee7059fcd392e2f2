using System.Diagnostics;
using Hoody.Benchmarks.Measuring;
using Hoody.Benchmarks.Scenarios;
using Hoody.Testing;

namespace Hoody.Benchmarks.Transferring;

/// <summary>A sync from a host in another network namespace, over a link with a rate, and <c>rsync -a</c> of the same change over the same link.</summary>
internal static class NamespaceLink
{
    private const int FileCount = 10_000;
    private const int ChangedCount = 2_500;
    private const int MaxRounds = 3;

    // 100 Mbit/s, every byte of a frame of Ethernet counted.
    private const string Rate = "100mbit";
    private const double BytesPerSecond = 12_500_000;

    public static async Task MeasureAsync(ScenarioOptions options, DirectoryInfo scratch, Report report)
    {
        if (NetworkPair.Lacking is { } lacking)
        {
            throw new ArgumentException($"This part {lacking}.");
        }

        string program = RemoteHost.Build(scratch);
        using NetworkPair network = new(Rate);
        await using RemoteHost host = await RemoteHost.StartAsync(program, scratch.CreateSubdirectory("far"), network);
        using RsyncDaemon daemon = RsyncDaemon.Start(host.Files, scratch, network);
        RandomFiles.Create(host.Files.FullName, FileCount);
        Dictionary<string, List<Round>> rounds = new() { ["everything"] = [], ["a change"] = [] };
        int count = Math.Min(options.Rounds, MaxRounds);
        for (int i = 0; i < count; i++)
        {
            DirectoryInfo near = scratch.CreateSubdirectory($"near{i}");
            await using NearStore store = await NearStore.CreateAsync(near);
            string copy = near.CreateSubdirectory("rsync").FullName;
            rounds["everything"].Add(await RunAsync(host, daemon, store, copy));
            RandomFiles.Change(host.Files, FileCount, ChangedCount, seed: i + 1);
            rounds["a change"].Add(await RunAsync(host, daemon, store, copy)); // nothing is deleted before the end: ext4 is slow to give out inodes that were freed just before
        }

        Add(report, rounds, count);
    }

    private static async Task<Round> RunAsync(RemoteHost host, RsyncDaemon daemon, NearStore store, string copy)
    {
        NearStore.Sync sync = await store.SyncAsync(host);
        var watch = Stopwatch.StartNew();
        daemon.CopyTo(copy);
        double rsync = watch.Elapsed.TotalSeconds;
        store.RequireEqual(copy);
        return new Round(sync, rsync);
    }

    private static void Add(Report report, Dictionary<string, List<Round>> rounds, int count)
    {
        Table table = report.Add(new Table(
            "Over a link of 100 Mbit/s between two network namespaces",
            $"""
            {FileCount:N0} files of 4 KiB of random bytes in 100 directories; in the change {ChangedCount:N0} of them have other bytes. A host in a namespace of its own, and this program; between them a pair of
            virtual network cards, each held to the rate by `tc` (tbf), TLS and HTTP/2. Transfer: the session alone; of the rate: the bytes that the session received, those of TLS, HTTP/2, TCP, IP and Ethernet
            not counted, so that 0.95 is about the most there is. Sync: the files taken in there, the transfer, the files put in place here. rsync: `rsync -a` from a daemon there, over the same cards. Both copies
            were compared. Capture, with the opening of the pins, and export: the parts of the sync before and after the transfer. Medians of {count} rounds.
            """,
            "", "MiB received", "capture, s", "transfer, s", "of the rate", "export, s", "sync, s", "rsync, s", "rsync ÷ transfer", "rsync ÷ sync"));
        foreach ((string name, List<Round> runs) in rounds)
        {
            double received = Median(runs, run => run.Sync.BytesReceived);
            double capture = Median(runs, run => run.Sync.CaptureSeconds);
            double transfer = Median(runs, run => run.Sync.TransferSeconds);
            double export = Median(runs, run => run.Sync.ExportSeconds);
            double sync = Median(runs, run => run.Sync.Seconds);
            double rsync = Median(runs, run => run.RsyncSeconds);
            table.Add(
                name, Figures.Short(received / 1048576), Figures.Short(capture), Figures.Short(transfer), Figures.Short(received / BytesPerSecond / transfer), Figures.Short(export),
                Figures.Short(sync), Figures.Short(rsync),
                Figures.Short(rsync / transfer), Figures.Short(rsync / sync));
        }
    }

    private static double Median(List<Round> runs, Func<Round, double> figure) => Figures.Median([.. runs.Select(figure)]);

    private sealed record Round(NearStore.Sync Sync, double RsyncSeconds);
}
