using Hoody.ChunkStore;
using Hoody.ChunkStore.Refs;
using Hoody.Volumes.Syncing;
using Hoody.Volumes.Tests.Hostile;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Syncing;

/// <summary>Trees made to differ without end, or to add up to more than there is: a sync of them ends in a typed error, and the target stays.</summary>
public sealed class SyncBoundsTests : IAsyncLifetime
{
    private MemoryVolume _volume = null!; // Set by InitializeAsync.

    public static TheoryData<SyncPolicy> Policies => [.. Enum.GetValues<SyncPolicy>()];

    public async Task InitializeAsync() => _volume = await MemoryVolume.CreateAsync();

    public async Task DisposeAsync() => await _volume.DisposeAsync();

    [Theory]
    [MemberData(nameof(Policies))]
    public async Task Two_trees_that_differ_in_four_million_places_of_few_nodes_are_not_compared_to_the_end(SyncPolicy policy)
    {
        (BlobId source, _) = await PutAsync(await DoublingAsync(22, Sample.File("f", "one")));
        (BlobId target, _) = await PutAsync(await DoublingAsync(22, Sample.File("f", "two")));
        await _volume.Blobs.Refs.UpdateAsync(SyncFixture.TargetRef, target, 0);

        FileTreeException error = await Assert.ThrowsAsync<FileTreeException>(
            () => _volume.Store.PlanSyncAsync(source, SyncFixture.TargetRef, null, SyncFixture.Allowing(policy) with { MaxEntriesCompared = 10_000 }));

        Assert.Contains("MaxEntriesCompared", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_many_entries_as_the_bound_says_are_compared_and_no_more()
    {
        TreeEntry[] files = [.. Enumerable.Range(0, 100).Select(number => Sample.File($"{number:D3}", "one"))];
        (BlobId source, _) = await PutAsync(await DirectoryAsync("", files));
        (BlobId target, _) = await PutAsync(await DirectoryAsync("", [.. files.Select(file => file with { Mode = 0x1FF })]));
        await _volume.Blobs.Refs.UpdateAsync(SyncFixture.TargetRef, target, 0);

        SyncPlan plan = await _volume.Store.PlanSyncAsync(source, SyncFixture.TargetRef, null, new SyncOptions { MaxEntriesCompared = 100 });

        Assert.Equal(100, plan.Counts.Changed);
        await Assert.ThrowsAsync<FileTreeException>(
            () => _volume.Store.PlanSyncAsync(source, SyncFixture.TargetRef, null, new SyncOptions { MaxEntriesCompared = 99 }));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => _volume.Store.PlanSyncAsync(source, SyncFixture.TargetRef, null, new SyncOptions { MaxEntriesCompared = 0 }));
    }

    [Fact]
    public async Task A_merge_that_enters_what_the_plan_did_not_is_bounded_as_well()
    {
        // Added as a whole, which the plan need not enter; the merge looks in it for names of files.
        TreeEntry bomb = await DoublingAsync(22, Sample.File("f", "one") with { HardLinkGroup = 7 });
        (BlobId source, _) = await PutAsync(await DirectoryAsync("", bomb with { Name = new EntryName("bomb") }));
        (BlobId target, _) = await PutAsync(await DirectoryAsync("", Sample.File("own") with { HardLinkGroup = 7 }));
        RefValue before = await _volume.Blobs.Refs.UpdateAsync(SyncFixture.TargetRef, target, 0);
        SyncPlan plan = await _volume.Store.PlanSyncAsync(
            source, SyncFixture.TargetRef, null, SyncFixture.Allowing(SyncPolicy.Keep) with { MaxEntriesCompared = 10_000 });

        await Assert.ThrowsAsync<FileTreeException>(() => plan.ApplyAsync());

        Assert.Equal(before, await _volume.Blobs.Refs.GetAsync(SyncFixture.TargetRef));
    }

    [Fact]
    public async Task Two_trees_whose_lengths_do_not_add_up_in_63_bits_are_not_merged()
    {
        (BlobId source, _) = await PutAsync(await DirectoryAsync("", Huge("one")));
        (BlobId target, _) = await PutAsync(await DirectoryAsync("", Huge("two")));
        RefValue before = await _volume.Blobs.Refs.UpdateAsync(SyncFixture.TargetRef, target, 0);
        SyncPlan plan = await _volume.Store.PlanSyncAsync(source, SyncFixture.TargetRef, null, SyncFixture.Allowing(SyncPolicy.Keep));

        FileTreeException error = await Assert.ThrowsAsync<FileTreeException>(() => plan.ApplyAsync());

        Assert.Contains("9223372036854775807", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, await _volume.Blobs.Refs.GetAsync(SyncFixture.TargetRef));

        TreeEntry Huge(string name) => Sample.File(name) with
        {
            Length = (1L << 62) + 1,
            Content = new FileContent(FileContentKind.ChunkList, Sample.Id(1)),
        };
    }

    private async Task<(BlobId Snapshot, TreeEntry Root)> PutAsync(TreeEntry root) => (await _volume.PutRawSnapshotAsync(root), root);

    private Task<TreeEntry> DirectoryAsync(string name, params TreeEntry[] entries) => new Forge(_volume).DirectoryAsync(name, entries);

    private async Task<TreeEntry> DoublingAsync(int depth, TreeEntry file)
    {
        TreeEntry directory = await DirectoryAsync("", file);
        for (int level = 0; level < depth; level++)
        {
            directory = await DirectoryAsync("", directory with { Name = new EntryName("0") }, directory with { Name = new EntryName("1") });
        }

        return directory;
    }
}
