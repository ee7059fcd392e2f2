using System.Globalization;
using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;
using Hoody.Volumes.Diffing;
using Hoody.Volumes.Export;
using Hoody.Volumes.Import;
using Hoody.Volumes.Tests.Fixtures;
using Hoody.Volumes.Tests.Hostile;
using Hoody.Volumes.Transfer;
using Hoody.Volumes.Transports;

namespace Hoody.Volumes.Tests;

/// <summary>What a child process of a test does: some rights and faults need a process of their own.</summary>
internal static class Program
{
    /// <summary>
    /// Runs <c>copy SOURCE TARGET fail|report</c> through a store in memory and prints the notices, or the error; or <c>alternate ONE OTHER TARGET</c>,
    /// which exports two trees in turn, atomically, until it is killed; or <c>hostile DIRECTORY</c>, which tries the large hostile trees there; or
    /// <c>diff DIRECTORY fail|report</c>, which prints how the directory differs from an empty tree, and the notices; or <c>serve STORE</c> or <c>receive STORE SNAPSHOT REF GENERATION</c>, one side of a transfer on standard input and output.
    /// </summary>
    private static async Task<int> Main(string[] arguments)
    {
        if (arguments is ["alternate", string one, string other, string alternating])
        {
            await AlternateAsync(one, other, alternating);
        }

        if (arguments is ["hostile", string place])
        {
            await TryHostileTreesAsync(place);
            return 0;
        }

        if (arguments is ["serve", string sender])
        {
            await TransferAsync(sender, (store, connection) => store.ServeTransferAsync(connection, new TransferPolicy { AllowPull = true }));
            return 0;
        }

        if (arguments is ["receive", string receiver, string snapshot, string name, string generation])
        {
            TransferRequest request = new(BlobId.Parse(snapshot)) { RefName = name, ExpectedGeneration = long.Parse(generation, CultureInfo.InvariantCulture) };
            await TransferAsync(receiver, (store, connection) => store.ReceiveAsync(connection, [request]));
            return 0;
        }

        if (arguments is ["diff", string directory, string unreadableThere])
        {
            await TryAsync(() => DiffAsync(directory, PolicyOf(unreadableThere)));
            return 0;
        }

        if (arguments is not ["copy", string source, string target, string unreadable])
        {
            return 2;
        }

        await TryAsync(() => CopyAsync(source, target, PolicyOf(unreadable)));
        return 0;
    }

    private static UnreadableEntries PolicyOf(string unreadable) => unreadable == "report" ? UnreadableEntries.Report : UnreadableEntries.Fail;

    private static async Task TryAsync(Func<Task> task)
    {
        try
        {
            await task();
        }
        catch (FileTreeException exception)
        {
            Console.WriteLine($"{exception.GetType().Name} {exception.ErrorName}: {exception.Message}");
        }
    }

    private static async Task CopyAsync(string source, string target, UnreadableEntries policy)
    {
        await using TestStore store = await TestStore.CreateAsync();
        ImportResult imported = await store.ImportAsync(source, new ImportOptions { Unreadable = policy });
        ExportResult exported = await store.ExportAsync(imported.Root, target);
        Print(imported.Notices.Select(notice => $"import {notice.Kind} {notice.Path}"));
        Print(exported.Notices.Select(notice => $"export {notice.Kind} {notice.Path}"));
    }

    private static async Task DiffAsync(string directory, UnreadableEntries policy)
    {
        await using TestStore store = await TestStore.CreateAsync();
        IAsyncEnumerable<TreeChange> changes = store.Volumes.DiffDirectoryAsync(
            await store.PutTreeAsync(), directory, reading: new ImportOptions { Unreadable = policy }, notices: new NoticePrinter());
        await foreach (TreeChange change in changes)
        {
            Console.WriteLine($"{change.Kind} {change.Path}");
        }
    }

    private static async Task AlternateAsync(string one, string other, string target)
    {
        await using TestStore store = await TestStore.CreateAsync();
        ImportResult first = await store.ImportAsync(one);
        ImportResult second = await store.ImportAsync(other);
        while (true)
        {
            await store.Volumes.ExportAsync(first.Root, target, new ExportOptions { IsAtomic = true });
            await store.Volumes.ExportAsync(second.Root, target, new ExportOptions { IsAtomic = true });
            Console.WriteLine("exported");
        }
    }

    private static async Task TryHostileTreesAsync(string place)
    {
        foreach (HostileTree tree in HostileTrees.Large)
        {
            string directory = Directory.CreateDirectory(Path.Combine(place, Guid.NewGuid().ToString())).FullName;
            using HostilePlaces places = new(directory);
            HostileRun run = await HostileRun.OfAsync(tree, directory);
            Print(run.Outcomes.Where(outcome => outcome.Error is not (null or ChunkStoreException)).Select(outcome => $"{tree.Name}: {outcome.What}: {outcome.Error}"));
        }

        Console.WriteLine($"{HostileTrees.Large.Count} tried");
    }

    private static async Task TransferAsync(string path, Func<VolumeStore, StreamConnection, Task> transfer)
    {
        await using BlobStore blobs = await BlobStore.OpenAsync(new DiskBackend(path));
        await transfer(new VolumeStore(blobs), new StreamConnection(Console.OpenStandardInput(), Console.OpenStandardOutput()));
    }

    private static void Print(IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            Console.WriteLine(line);
        }
    }

    private sealed class NoticePrinter : IProgress<ImportNotice>
    {
        public void Report(ImportNotice value) => Console.WriteLine($"notice {value.Kind} {value.Path}");
    }
}
