using Hoody.ChunkStore.Collection;
using Hoody.ChunkStore.Packs;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests.Collection;

/// <summary>On a full disk a collection is what makes room: it must not need any first.</summary>
public sealed class CollectionFullDiskTests
{
    [Fact]
    public async Task What_is_wholly_dead_is_deleted_though_there_is_no_room_for_copies()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("a", 1, 2, 3);
        await garbage.CommitAsync("a", 1);
        SetFull(garbage, true);
        CollectionPlan plan = await garbage.PlanAsync();
        Assert.Equal(2, plan.Packs.Count);
        Assert.NotEqual(0, plan.BytesToRewrite);
        CollectionResult result = await plan.ApplyAsync();
        Assert.Equal((1, 1, 0), (result.PacksDeleted, result.PacksSpared, result.BytesRewritten));
        Assert.Equal(plan.Packs.Single(pack => pack.LiveBytes == 0).LengthBytes, result.BytesWon);
        await garbage.AssertIntactAsync();

        SetFull(garbage, false);
        Assert.Equal(1, (await garbage.CollectAsync()).PacksDeleted);
        await garbage.AssertIntactAsync();
    }

    [Fact]
    public async Task Where_nothing_is_wholly_dead_the_disk_is_full()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("a", 1, 2, 3);
        await garbage.CommitAsync("a", 1);
        await garbage.CollectAsync(GarbageStore.Impatient with { RewriteDeadShare = 1 });
        SetFull(garbage, true);
        SortedDictionary<string, byte[]> before = await BackendContent.ReadAsync(garbage.Memory);
        await Assert.ThrowsAsync<StoreFullException>(() => garbage.CollectAsync());
        Assert.Equal(before, await BackendContent.ReadAsync(garbage.Memory));
    }

    private static void SetFull(GarbageStore garbage, bool isFull) => garbage.Backend.Before = (operation, name) =>
        isFull && operation == BackendOperation.Create && name.StartsWith(PackName.Prefix, StringComparison.Ordinal)
            ? throw new StoreFullException($"No room for '{name}'.") : Task.CompletedTask;
}
