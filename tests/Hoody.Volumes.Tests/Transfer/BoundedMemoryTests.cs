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
        TreeEntry[] roots = [await source.PutAsync(first), await source.PutAsync(second)];

        TransferResult result = await TransferAsync(source.Blobs, target.Blobs, roots);

        Assert.Equal(target.Blobs.GetStatistics().Blobs, result.BlobsTransferred);
        Assert.Equal(source.Blobs.GetStatistics().Blobs, target.Blobs.GetStatistics().Blobs);
    }

    private static async Task<TransferResult> TransferAsync(BlobStore source, BlobStore target, TreeEntry[] roots)
    {
        await using BlobWriter writer = target.BeginWrite();
        BlobCopier copier = new(source, target, writer, progress: null) { MaxQueuedBlobs = 2, MaxRememberedIds = 3 };
        ClosureWalker walker = new(source, target, copier) { MaxRememberedNodes = 1 };
        foreach (TreeEntry root in roots)
        {
            await walker.WalkAsync(root, default);
        }

        return await copier.FinishAsync(default);
    }
}
