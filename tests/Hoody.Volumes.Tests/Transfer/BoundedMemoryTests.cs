using System.IO.Pipelines;
using FsCheck.Xunit;
using Hoody.ChunkStore;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Transfer;

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
