using System.Globalization;
using Hoody.Benchmarks.Measuring;
using Hoody.Benchmarks.Scenarios;
using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;
using Hoody.Volumes;
using Hoody.Volumes.Transfer;
using Hoody.Volumes.Transports;

namespace Hoody.Benchmarks.Transferring;

/// <summary>One side of a transfer, or an import, as a process of its own, which tells how much memory it took.</summary>
internal static class TransferSide
{
    /// <summary>What a process took, in MiB of private memory: before its work, with the store open, and at its most.</summary>
    internal sealed record Memory(double Before, double Most);

    /// <summary>Takes a directory into a store on disk, as a new snapshot.</summary>
    public static (BlobId Snapshot, Memory Memory) Import(
        string directory, string store, DirectoryInfo scratch, params (string Name, string Value)[] environment)
    {
        string figures = Path.Combine(scratch.FullName, "import");
        (string output, _) = ChildPrograms.Run([.. ChildPrograms.Self(), ChildPrograms.TransferSide, "import", store, figures, directory], environment);
        return (BlobId.Parse(output.Trim()), Read(figures));
    }

    /// <summary>Brings a snapshot from one store on disk to another: a process receives, and starts another one that sends.</summary>
    public static (Memory Sender, Memory Receiver) Run(
        string source, string target, BlobId snapshot, DirectoryInfo scratch, params (string Name, string Value)[] environment)
    {
        (string sender, string receiver) = (Path.Combine(scratch.FullName, "sender"), Path.Combine(scratch.FullName, "receiver"));
        ChildPrograms.Run([.. ChildPrograms.Self(), ChildPrograms.TransferSide, "receive", target, receiver, snapshot.ToString(), source, sender], environment);
        return (Read(sender), Read(receiver));
    }

    /// <summary>
    /// What such a process does: <c>serve STORE FIGURES</c>; <c>receive STORE FIGURES SNAPSHOT</c> and what the other one is to serve; or
    /// <c>import STORE FIGURES DIRECTORY</c>, which prints the snapshot.
    /// </summary>
    public static async Task PlayAsync(string[] arguments)
    {
        if (arguments is ["receive", string target, string figures, string snapshot, string source, string sender])
        {
            string[] self = ChildPrograms.Self();
            await using PeerConnection peer = ProcessPeer.Start(
                new ProcessPeerOptions { FileName = self[0], Arguments = [.. self[1..], ChildPrograms.TransferSide, "serve", source, sender] });

            // Ends with the end of the other one's output, which is its exit: by then it has written down what it took.
            await MeasureAsync(target, figures, volumes => volumes.ReceiveAsync(peer, [new TransferRequest(BlobId.Parse(snapshot))]));
        }
        else if (arguments is ["import", string store, string importFigures, string directory])
        {
            await MeasureAsync(store, importFigures, async volumes => Console.WriteLine(await ImportAsync(volumes, directory)));
        }
        else
        {
            StreamConnection connection = new(Console.OpenStandardInput(), Console.OpenStandardOutput());
            await MeasureAsync(arguments[1], arguments[2], volumes => volumes.ServeTransferAsync(connection, new TransferPolicy { AllowPull = true }));
        }
    }

    private static async Task<BlobId> ImportAsync(VolumeStore volumes, string directory) =>
        await volumes.PutSnapshotAsync(new SnapshotRecord { Root = (await volumes.ImportAsync(directory)).Root, CreatedTime = DateTimeOffset.UnixEpoch });

    private static async Task MeasureAsync(string store, string figures, Func<VolumeStore, Task> transfer)
    {
        await using BlobStore blobs = await BlobStore.OpenAsync(new DiskBackend(store));
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        double before = PrivateMemory.Now();
        using PrivateMemory memory = new();
        await transfer(new VolumeStore(blobs));
        await File.WriteAllTextAsync(figures, string.Create(CultureInfo.InvariantCulture, $"{before} {memory.Peak()}"));
    }

    private static Memory Read(string path)
    {
        double[] figures = [.. File.ReadAllText(path).Split(' ').Select(figure => double.Parse(figure, CultureInfo.InvariantCulture))];
        return new Memory(figures[0], figures[1]);
    }
}
