using FsCheck.Xunit;
using Hoody.ChunkStore;
using Hoody.Volumes.Syncing;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Syncing;

/// <summary>Merges of directories that are split.</summary>
public sealed class LargeDirectorySyncTests
{
    [Property(Arbitrary = [typeof(SplitGenerators)])]
    public async Task A_merged_directory_is_stored_as_if_it_had_always_been_so(LargeDirectory ancestor, EntryName[] source, EntryName[] target)
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        BlobId[] ids = [await PutAsync(Change(ancestor, [])), await PutAsync(Change(ancestor, source)), await PutAsync(Change(ancestor, target))];
        await volume.Blobs.Refs.UpdateAsync(SyncFixture.TargetRef, ids[2], 0);

        SyncPlan plan = await volume.Store.PlanSyncAsync(ids[1], SyncFixture.TargetRef, ids[0], SyncFixture.Allowing(SyncPolicy.Keep));

        // What both toggled has become the same on both sides, whichever way.
        TreeEntry expected = await volume.PutDirectoryAsync(Change(ancestor, source.Union(target)));
        Assert.Equal(0, plan.ConflictCount);
        Assert.Equal(expected, (await plan.ApplyAsync()).Root);

        async Task<BlobId> PutAsync(LargeDirectory directory) => await volume.Store.PutSnapshotAsync(
            new SnapshotRecord { Root = await volume.PutDirectoryAsync(directory), CreatedTime = default });
    }

    private static LargeDirectory Change(LargeDirectory directory, IEnumerable<EntryName> names) =>
        names.Distinct().Aggregate(directory, (changed, name) => changed.Toggle(name));
}
