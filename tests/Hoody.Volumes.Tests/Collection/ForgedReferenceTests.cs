using Hoody.ChunkStore;
using Hoody.ChunkStore.Collection;
using Hoody.Volumes.Tests.Hostile;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Collection;

/// <summary>A tree that names another's directory as a chunk must not hide what the directory needs from a collection.</summary>
public sealed class ForgedReferenceTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_forged_file_calls_a_chunk_is_followed_as_the_directory_it_is(bool comesAfterThePlan)
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        Forge forge = new(volume); // each blob in a pack of its own
        TreeEntry directory = await forge.DirectoryAsync("d", await forge.FileAsync("file"), Sample.Link("link", "file"));
        await forge.FileAsync("dead", "nobody needs this");
        CollectionPlan? plan = comesAfterThePlan ? await volume.Store.PlanCollectionAsync() : null;
        TreeEntry victim = directory;
        for (int level = 0; level < 4; level++)
        {
            victim = await forge.DirectoryAsync("d", victim);
        }

        TreeEntry forged = await forge.DirectoryAsync(
            "", Sample.File("file") with { Content = new FileContent(FileContentKind.SingleChunk, directory.TreeId) });
        await volume.Blobs.Refs.UpdateAsync("forged", await volume.PutRawSnapshotAsync(forged), 0);
        victim = await forge.DirectoryAsync("", victim);
        await volume.Blobs.Refs.UpdateAsync("victim", await volume.PutSnapshotAsync(victim), 0);

        plan ??= await volume.Store.PlanCollectionAsync();
        await plan.ApplyAsync();

        ModelTree whole = await ModelTree.LoadAsync(volume.Blobs, victim);
        Assert.Equal(8, whole.Flatten().Count);
        Assert.False(volume.Blobs.Contains(BlobId.Compute(BlobKind.Chunk, "nobody needs this"u8)));
    }
}
