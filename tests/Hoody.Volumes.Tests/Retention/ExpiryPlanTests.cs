using Hoody.ChunkStore;
using Hoody.ChunkStore.Refs;
using Hoody.Volumes.Retention;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Retention;

public sealed class ExpiryPlanTests
{
    private static readonly RetentionRules s_lastTwo = new() { Last = 2 };

    [Fact]
    public async Task Only_what_no_rule_keeps_is_deleted_and_only_below_the_prefix()
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        await AddSnapshotsAsync(volume, "web/", 5);
        await AddSnapshotsAsync(volume, "web2/", 3);

        ExpiryPlan plan = await volume.Store.PlanExpiryAsync("web/", s_lastTwo);
        Assert.Equal(8, (await NamesAsync(volume, "")).Count);
        IReadOnlyList<RefValue> moved = await plan.ApplyAsync();

        Assert.Empty(moved);
        Assert.Equal(["web/4", "web/3"], plan.Kept.Select(dated => dated.Ref.Name));
        Assert.Equal(["web/2", "web/1", "web/0"], plan.Expired.Select(dated => dated.Ref.Name));
        Assert.Equal(["web/3", "web/4", "web2/0", "web2/1", "web2/2"], await NamesAsync(volume, ""));
    }

    [Fact]
    public async Task A_ref_that_was_moved_after_the_plan_stays_and_is_named()
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        BlobId[] snapshots = await AddSnapshotsAsync(volume, "web/", 4);
        ExpiryPlan plan = await volume.Store.PlanExpiryAsync("web/", s_lastTwo);
        await volume.Blobs.Refs.UpdateAsync("web/0", snapshots[3], expectedGeneration: 1);

        IReadOnlyList<RefValue> moved = await plan.ApplyAsync();

        Assert.Equal("web/0", Assert.Single(moved).Name);
        Assert.Equal(["web/0", "web/2", "web/3"], await NamesAsync(volume, ""));
    }

    [Fact]
    public async Task Applying_a_plan_again_deletes_nothing_more()
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        await AddSnapshotsAsync(volume, "web/", 4);
        ExpiryPlan plan = await volume.Store.PlanExpiryAsync("web/", s_lastTwo);
        await plan.ApplyAsync();

        Assert.Equal(2, (await plan.ApplyAsync()).Count);
        Assert.Empty((await volume.Store.PlanExpiryAsync("web/", s_lastTwo)).Expired);
    }

    [Fact]
    public async Task A_ref_to_something_else_stops_the_plan()
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        await AddSnapshotsAsync(volume, "web/", 4);
        BlobId chunk = await volume.PutBlobAsync(BlobKind.Chunk, "no snapshot"u8.ToArray());
        await volume.Blobs.Refs.UpdateAsync("web/x", chunk, expectedGeneration: 0);

        await Assert.ThrowsAsync<CorruptDataException>(() => volume.Store.PlanExpiryAsync("web/", s_lastTwo));
    }

    [Fact]
    public async Task Rules_that_say_nothing_or_cannot_be_meant_are_refused()
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => volume.Store.PlanExpiryAsync("web/", new RetentionRules()));
        await Assert.ThrowsAsync<ArgumentException>(() => volume.Store.PlanExpiryAsync("", s_lastTwo));
        await Assert.ThrowsAsync<ArgumentException>(() => volume.Store.PlanExpiryAsync("~", s_lastTwo));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => volume.Store.PlanExpiryAsync("web/", new RetentionRules { Daily = -1 }));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => volume.Store.PlanExpiryAsync("web/", new RetentionRules { Within = TimeSpan.FromTicks(-1) }));
    }

    [Fact]
    public async Task The_plan_can_be_read()
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        await AddSnapshotsAsync(volume, "web/", 3);

        ExpiryPlan plan = await volume.Store.PlanExpiryAsync("web/", new RetentionRules { Last = 1, Daily = 2 });

        Assert.Equal(
            """
            1970-01-03 00:00:00Z  web/2  kept: Last, Daily
            1970-01-02 00:00:00Z  web/1  kept: Daily
            1970-01-01 00:00:00Z  web/0  expires

            """,
            plan.ToString());
    }

    private static async Task<BlobId[]> AddSnapshotsAsync(MemoryVolume volume, string prefix, int count)
    {
        TreeEntry root = await volume.PutAsync(new ModelTree { Entry = Sample.Directory("") });
        BlobId[] snapshots = new BlobId[count];
        for (int i = 0; i < count; i++)
        {
            snapshots[i] = await volume.Store.PutSnapshotAsync(new SnapshotRecord { Root = root, CreatedTime = DateTimeOffset.UnixEpoch.AddDays(i) });
            await volume.Blobs.Refs.UpdateAsync($"{prefix}{i}", snapshots[i], expectedGeneration: 0);
        }

        return snapshots;
    }

    private static async Task<List<string>> NamesAsync(MemoryVolume volume, string prefix) =>
        await volume.Blobs.Refs.ListAsync(prefix).Select(value => value.Name).ToListAsync();
}
