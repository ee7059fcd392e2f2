using System.IO.Pipelines;
using FsCheck.Xunit;
using Hoody.ChunkStore;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Transfer;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Transfer;

/// <summary>A transfer larger than what it may remember, in small.</summary>
public sealed class BoundedMemoryTests
{
    [Property(Arbitrary = [typeof(ModelGenerators)])]
    public async Task What_is_forgotten_is_not_moved_twice(ModelTree first, ModelTree second)
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        BlobId[] snapshots = [await source.PutSnapshotAsync(first), await source.PutSnapshotAsync(second)];

        TransferResult result = await PullAsync(source.Blobs, target.Blobs, snapshots.Distinct());

        Assert.Equal(target.Blobs.GetStatistics().Blobs, result.BlobsTransferred);
        Assert.Equal(source.Blobs.GetStatistics().Blobs, target.Blobs.GetStatistics().Blobs);
    }

    [Property(Arbitrary = [typeof(ModelGenerators)])]
    public async Task What_is_forgotten_is_not_planned_twice(ModelTree first, ModelTree second)
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        BlobId[] snapshots = [await source.PutSnapshotAsync(first), await source.PutSnapshotAsync(second)];
        (IDuplexPipe near, IDuplexPipe far) = PipePair.Create();
        Task serving = source.Store.ServeTransferAsync(far, new TransferPolicy { AllowPull = true });

        TransferPlan plan = await new TransferFlow(target.Blobs, TransferOptions.Default) { MaxComplete = 1 }
            .PlanAsync(near, [.. snapshots.Distinct().Select(id => new TransferRequest(id))], default);
        await serving;

        TransferResult result = await target.Store.PullAsync(source.Store, snapshots);
        Assert.Equal((result.BlobsTransferred, result.BytesTransferred, result.WireBytes), (plan.ChunksNew + plan.NodesNew, plan.BytesNew, plan.WireBytes));
    }

    [Fact]
    public async Task A_target_that_has_lost_more_chunks_than_may_be_pending_is_healed_all_the_same()
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        const int count = 230_000; // of about 200 bytes here each
        ChunkSpan[] chunks = new ChunkSpan[count];
        await using (BlobWriter writer = source.Blobs.BeginWrite())
        {
            for (int i = 0; i < count; i++)
            {
                chunks[i] = new ChunkSpan(await writer.PutAsync(BlobKind.Chunk, BitConverter.GetBytes(i)), sizeof(int));
            }

            await writer.FlushAsync();
        }

        BlobId snapshot = await PutAsync(source, chunks);
        Assert.Equal(snapshot, await PutAsync(target, chunks));

        TransferResult result = await target.Store.PullAsync(source.Store, [snapshot]);

        Assert.Equal(count, result.BlobsTransferred);
        Assert.Equal(source.Blobs.GetStatistics().Blobs, target.Blobs.GetStatistics().Blobs);
    }

    /// <summary>Stores a file's list, and not its chunks.</summary>
    private static async Task<BlobId> PutAsync(MemoryVolume volume, ChunkSpan[] chunks)
    {
        TreeEntry file = await volume.PutFileAsync(chunks);
        await using BlobWriter writer = volume.Blobs.BeginWrite();
        TreeEntry root = await TreeWriter.PutDirectoryAsync(writer, Sample.Directory(""), [file], TreePath.Root, default);
        await writer.FlushAsync();
        return await volume.PutSnapshotAsync(root);
    }

    private static async Task<TransferResult> PullAsync(BlobStore source, BlobStore target, IEnumerable<BlobId> snapshots)
    {
        (IDuplexPipe near, IDuplexPipe far) = PipePair.Create();
        Task serving = new TransferFlow(source, TransferOptions.Default)
            .ServeAsync(far, new TransferPolicy { AllowPull = true }, progress: null, default);
        TransferResult result = await new TransferFlow(target, TransferOptions.Default) { MaxComplete = 1 }
            .PullAsync(near, [.. snapshots.Select(id => new TransferRequest(id))], progress: null, default);
        await serving;
        return result;
    }
}
