using System.Globalization;
using System.IO.Pipelines;
using Hoody.Benchmarks.Measuring;
using Hoody.Benchmarks.Scenarios;
using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;
using Hoody.Volumes;
using Hoody.Volumes.Transfer;
using Hoody.Volumes.Transports;

namespace Hoody.Benchmarks.Transferring;

/// <summary>One side of a transfer as a process of its own, which tells how much memory it took.</summary>
internal static class TransferSide
{
    /// <summary>What each side took, in MiB of private memory: before the transfer, with the store open, and at its most.</summary>
    internal sealed record Memory(double Before, double Most);

    /// <summary>Brings a snapshot from one store on disk to another; each side is a process, and this one passes on what they say.</summary>
    public static async Task<(Memory Sender, Memory Receiver)> RunAsync(string source, string target, BlobId snapshot, DirectoryInfo scratch)
    {
        (string sender, string receiver) = (Path.Combine(scratch.FullName, "sender"), Path.Combine(scratch.FullName, "receiver"));
        await using (PeerConnection far = Start("serve", source, sender))
        await using (PeerConnection near = Start("receive", target, receiver, snapshot.ToString()))
        {
            await Task.WhenAll(PassAsync(far.Input, near.Output), PassAsync(near.Input, far.Output));
        }

        return (Read(sender), Read(receiver));
    }

    /// <summary>What the process of a side does: <c>serve STORE FIGURES</c> or <c>receive STORE FIGURES SNAPSHOT</c>.</summary>
    public static async Task PlayAsync(string role, string store, string figures, string snapshot)
    {
        await using BlobStore blobs = await BlobStore.OpenAsync(new DiskBackend(store));
        VolumeStore volumes = new(blobs);
        StreamConnection connection = new(Console.OpenStandardInput(), Console.OpenStandardOutput());
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        double before = PrivateMemory.Now();
        using PrivateMemory memory = new();
        await (role == "serve"
            ? volumes.ServeTransferAsync(connection, new TransferPolicy { AllowPull = true })
            : volumes.ReceiveAsync(connection, [new TransferRequest(BlobId.Parse(snapshot))]));
        await File.WriteAllTextAsync(figures, string.Create(CultureInfo.InvariantCulture, $"{before} {memory.Peak()}"));
    }

    private static PeerConnection Start(string role, string store, string figures, string snapshot = "")
    {
        string[] self = ChildPrograms.Self();
        return ProcessPeer.Start(new ProcessPeerOptions { FileName = self[0], Arguments = [.. self[1..], ChildPrograms.TransferSide, role, store, figures, snapshot] });
    }

    private static async Task PassAsync(PipeReader from, PipeWriter to)
    {
        await from.CopyToAsync(to);
        await to.CompleteAsync();
    }

    private static Memory Read(string path)
    {
        double[] figures = [.. File.ReadAllText(path).Split(' ').Select(figure => double.Parse(figure, CultureInfo.InvariantCulture))];
        return new Memory(figures[0], figures[1]);
    }
}
