using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;
using Hoody.Testing;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Transfer;
using Hoody.Volumes.Transports;

namespace Hoody.Volumes.Tests.Transfer;

/// <summary>Transfers with another process, over its standard input and output.</summary>
public sealed class ChildTransferTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    [Fact]
    public async Task A_child_process_serves_a_pull()
    {
        BlobId snapshot;
        await using (MemoryVolume source = await MemoryVolume.CreateAsync(new DiskBackend(_directory.CreateDirectory("source"))))
        {
            ModelTree file = new() { Entry = Sample.File("f") with { Length = 300 }, Data = new byte[300] };
            snapshot = await source.PutSnapshotAsync(new ModelTree { Entry = Sample.Directory(""), Children = [file] });
        }

        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        await using ProcessPeerConnection child = TransferChild.Start("serve", _directory["source"]);

        TransferResult result = await target.Store.ReceiveAsync(child, [new TransferRequest(snapshot)]);

        Assert.Equal(target.Blobs.GetStatistics().Blobs, result.BlobsTransferred);
        Assert.True((await target.Store.VerifyAsync()).IsSound);
    }

    [Fact]
    public async Task A_child_that_says_nothing_does_not_hold_up_a_cancellation()
    {
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        await using ProcessPeerConnection child = TransferChild.Run("sleep", ["1000"]);
        using CancellationTokenSource cancellation = new();
        Task pull = target.Store.ReceiveAsync(child, [new TransferRequest(Sample.Id(1))], cancellationToken: cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pull);
    }

    public void Dispose() => _directory.Dispose();
}
