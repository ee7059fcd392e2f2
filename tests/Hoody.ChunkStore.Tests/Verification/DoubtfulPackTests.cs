using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Tests.Collection;
using Hoody.ChunkStore.Verification;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests.Verification;

/// <summary>A damaged pack that was not set aside, as on a full disk: what is sound elsewhere is not collected for what is damaged there.</summary>
public sealed class DoubtfulPackTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    public async Task The_sound_copy_of_what_is_damaged_in_it_is_not_collected(int damaged, bool isReadOnly)
    {
        await using GarbageStore garbage = await CreateAsync([1], [1]);
        string[] packs = await garbage.PacksAsync();
        await garbage.CommitAsync("web", 1);
        await garbage.Memory.FlipAsync(packs[damaged], PackRecordHeader.Size);
        await FindDamageWithoutRoomAsync(garbage, _ => true, isReadOnly);
        Assert.Equal(1, (await garbage.CollectAsync()).PacksDeleted); // the damaged one
        await garbage.AssertIntactAsync();
    }

    [Fact]
    public async Task A_plan_that_was_made_before_the_damage_was_found_spares_the_sound_copy()
    {
        await using GarbageStore garbage = await CreateAsync([1], [1]);
        string[] packs = await garbage.PacksAsync();
        await garbage.CommitAsync("web", 1);
        ChunkStore.Collection.CollectionPlan plan = await garbage.PlanAsync();
        string dead = Assert.Single(plan.Packs).Name;
        await garbage.Memory.FlipAsync(packs.Single(pack => pack != dead), PackRecordHeader.Size);
        await FindDamageWithoutRoomAsync(garbage, _ => true);
        Assert.Equal(1, (await plan.ApplyAsync()).PacksSpared);
        await garbage.AssertIntactAsync();
    }

    [Fact]
    public async Task Of_two_that_each_have_what_is_damaged_in_the_other_none_is_collected()
    {
        await using GarbageStore garbage = await CreateAsync([1, 2], [1, 2]);
        string[] packs = await garbage.PacksAsync();
        await garbage.CommitAsync("web", 1, 2);
        await garbage.Memory.FlipAsync(packs[0], PackRecordHeader.Size);
        await garbage.Memory.FlipAsync(packs[1], (2 * PackRecordHeader.Size) + 100);
        await FindDamageWithoutRoomAsync(garbage, _ => true);
        await garbage.CollectAsync(GarbageStore.Impatient with { RewriteDeadShare = 0 });
        await garbage.AssertIntactAsync();
    }

    [Fact]
    public async Task A_pack_in_quarantine_that_has_what_is_damaged_in_it_is_not_collected()
    {
        await using GarbageStore garbage = await CreateAsync([1], [1, 2]);
        string[] packs = await garbage.PacksAsync();
        string longer = await LongestAsync(garbage);
        await garbage.CommitAsync("web", 1);
        await garbage.Memory.FlipAsync(longer, (2 * PackRecordHeader.Size) + 100);
        Assert.True(Assert.Single((await garbage.Store.FindDamageAsync()).Packs).IsQuarantined);
        await garbage.Memory.FlipAsync(packs.Single(pack => pack != longer), PackRecordHeader.Size);
        await FindDamageWithoutRoomAsync(garbage, _ => true);
        await garbage.CollectAsync();
        await garbage.AssertIntactAsync();
    }

    [Fact]
    public async Task What_is_set_aside_rests_on_no_copy_in_it()
    {
        await using GarbageStore garbage = await CreateAsync([1], [1, 2]);
        string[] packs = await garbage.PacksAsync();
        string longer = await LongestAsync(garbage);
        string shorter = packs.Single(pack => pack != longer);
        await garbage.Memory.FlipAsync(shorter, PackRecordHeader.Size);
        await FindDamageWithoutRoomAsync(garbage, name => name == QuarantineOf(shorter));
        await garbage.Memory.FlipAsync(longer, (2 * PackRecordHeader.Size) + 100);
        Assert.Equal(1, (await FindDamageWithoutRoomAsync(garbage, name => name == QuarantineOf(shorter))).BlobsSalvaged);
    }

    [Fact]
    public async Task What_nothing_needs_of_it_is_collected_and_frees_room()
    {
        await using GarbageStore garbage = await CreateAsync([1], [2]);
        await garbage.CommitAsync("web", 1);
        string damaged = await garbage.Memory.DamageBlobAsync(GarbageStore.ChunkId(2));
        await FindDamageWithoutRoomAsync(garbage, _ => true);
        Assert.Equal(1, (await garbage.CollectAsync()).PacksDeleted);
        Assert.DoesNotContain(damaged, await garbage.PacksAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_is_in_doubt_until_it_is_set_aside_or_found_undamaged(bool isMended)
    {
        await using GarbageStore garbage = await CreateAsync([1]);
        string pack = await garbage.Memory.DamageBlobAsync(GarbageStore.ChunkId(1));
        Assert.True(PackName.TryParse(pack, out Hashing.Blake3Digest id));
        await FindDamageWithoutRoomAsync(garbage, _ => true);
        Assert.True(garbage.Store.Index.Packs.IsDoubtful(id));
        if (isMended)
        {
            await garbage.Memory.FlipAsync(pack, PackRecordHeader.Size);
        }

        await garbage.Store.FindDamageAsync(VerificationDepth.Structure, isReadOnly: true);
        Assert.True(garbage.Store.Index.Packs.IsDoubtful(id));
        await garbage.Store.FindDamageAsync();
        Assert.False(garbage.Store.Index.Packs.IsDoubtful(id));
    }

    /// <summary>A store of such packs of chunks, each written by a process that sees no other.</summary>
    private static async Task<GarbageStore> CreateAsync(params int[][] packs)
    {
        GarbageStore garbage = await GarbageStore.CreateAsync();
        BlobStore[] others = await Task.WhenAll(packs.Select(_ => garbage.Memory.OpenAsync()));
        foreach ((BlobStore other, int[] chunks) in others.Zip(packs))
        {
            await other.PutAsync([.. chunks.Select(seed => (BlobKind.Chunk, GarbageStore.Chunk(seed)))]);
            await other.DisposeAsync();
        }

        await garbage.Store.RefreshAsync();
        Assert.Equal(packs.Length, (await garbage.PacksAsync()).Length);
        return garbage;
    }

    private static async Task<VerificationReport> FindDamageWithoutRoomAsync(GarbageStore garbage, Predicate<string> isFor, bool isReadOnly = false)
    {
        garbage.Backend.Before = (operation, name) =>
            operation == BackendOperation.Create && isFor(name) ? throw new StoreFullException("No room.") : Task.CompletedTask;
        VerificationReport report = await garbage.Store.FindDamageAsync(isReadOnly: isReadOnly);
        garbage.Backend.Before = (_, _) => Task.CompletedTask;
        Assert.NotEmpty(report.Packs);
        return report;
    }

    private static async Task<string> LongestAsync(GarbageStore garbage) =>
        (await BackendContent.ReadAsync(garbage.Memory)).Where(entry => entry.Key.StartsWith(PackName.Prefix, StringComparison.Ordinal))
            .MaxBy(entry => entry.Value.Length).Key;

    private static string QuarantineOf(string pack) => QuarantineRecord.Prefix + pack[(pack.LastIndexOf('/') + 1)..];
}
