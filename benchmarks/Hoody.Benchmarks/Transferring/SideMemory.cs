using Hoody.Benchmarks.Measuring;
using Hoody.Benchmarks.Scenarios;
using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;

namespace Hoody.Benchmarks.Transferring;

/// <summary>The private memory of each side of a transfer, and of the import before it, each a process of its own.</summary>
internal static class SideMemory
{
    private const int LargeCount = 1_024;
    private const int LargeBytes = 1 << 20;
    private const int SmallCount = 20_000;

    // One in a hundred of either sort of file, so of the bytes too.
    private const int ChangedShare = 100;

    // The setting of the program of Hoody.LocalHost, in the form that any program obeys.
    private static readonly (string Name, string Value) Conserving = ("DOTNET_GCConserveMemory", "7");

    public static async Task MeasureAsync(ScenarioOptions options, DirectoryInfo scratch, Report report)
    {
        DirectoryInfo tree = scratch.CreateSubdirectory("tree");
        DirectoryInfo large = RandomFiles.Create(Path.Combine(tree.FullName, "large"), LargeCount, LargeBytes);
        DirectoryInfo small = RandomFiles.Create(Path.Combine(tree.FullName, "small"), SmallCount);
        string source = await CreateAsync(scratch, "source");
        string target = await CreateAsync(scratch, "target");
        Table table = report.Add(new Table(
            "Memory of a transfer",
            $"""
            {LargeCount:N0} files of {Figures.Length(LargeBytes)}, cut into chunks of about 64 KiB, and {SmallCount:N0} of 4 KiB, all random bytes, between stores on disk; in the change one in {ChangedShare} of either
            has other bytes. Memory conserved: with DOTNET_GCConserveMemory=7, which the program of the local host has among its settings. Each side is a process of its own, joined by standard input and output, and so is the import before. Private memory (RssAnon, looked at 200 times a second) with the store
            open, and at its most.
            """,
            "", "blobs of the source", "MiB before", "MiB at most", "the work, MiB"));
        await RunAsync(table, "everything", tree, source, target, scratch);
        await RunAsync(table, "everything, memory conserved", tree, await CreateAsync(scratch, "other-source"), await CreateAsync(scratch, "other-target"), scratch, Conserving);
        RandomFiles.Change(large, LargeCount, LargeCount / ChangedShare, seed: 1, LargeBytes);
        RandomFiles.Change(small, SmallCount, SmallCount / ChangedShare, seed: 2);
        await RunAsync(table, "a change", tree, source, target, scratch);
    }

    private static async Task RunAsync(
        Table table, string what, DirectoryInfo tree, string source, string target, DirectoryInfo scratch, params (string Name, string Value)[] environment)
    {
        (BlobId snapshot, TransferSide.Memory import) = TransferSide.Import(tree.FullName, source, scratch, environment);
        (TransferSide.Memory sender, TransferSide.Memory receiver) = TransferSide.Run(source, target, snapshot, scratch, environment);
        long blobs = await CountAsync(source);
        if (await CountAsync(target) != blobs)
        {
            throw new InvalidOperationException("The transfer did not bring everything.");
        }

        foreach ((string name, TransferSide.Memory side) in new[] { ("import", import), ("sender", sender), ("receiver", receiver) })
        {
            table.Add($"{what}, {name}", $"{blobs:N0}", Figures.Short(side.Before), Figures.Short(side.Most), Figures.Short(side.Most - side.Before));
        }
    }

    private static async Task<string> CreateAsync(DirectoryInfo scratch, string name)
    {
        string path = scratch.CreateSubdirectory(name).FullName;
        await using BlobStore created = await BlobStore.CreateAsync(new DiskBackend(path));
        return path;
    }

    private static async Task<long> CountAsync(string path)
    {
        await using BlobStore store = await BlobStore.OpenAsync(new DiskBackend(path));
        return store.GetStatistics().Blobs;
    }
}
