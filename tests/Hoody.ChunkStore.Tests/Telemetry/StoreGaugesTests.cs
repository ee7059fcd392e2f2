using Hoody.ChunkStore.Tests.Collection;
using Hoody.Testing;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests.Telemetry;

[Collection(TelemetryGroup.Name)]
public sealed class StoreGaugesTests
{
    [Fact]
    public async Task An_open_store_shows_its_statistics()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("a", 1, 2, 3);
        await garbage.CommitAsync("a", 1);
        await garbage.PlanAsync();
        StoreStatistics statistics = garbage.Store.GetStatistics();
        Dictionary<string, double> shown = Shown(garbage.Store.Format.StoreId);
        Assert.Equal(statistics.Blobs, shown["blobs"]);
        Assert.Equal(statistics.Packs, shown["packs"]);
        Assert.Equal(statistics.PlainBytes, shown["unique.size"]);
        Assert.Equal(statistics.StoredBytes, shown["stored.size"]);
        Assert.Equal(statistics.DeadBytes, (long)shown["dead.size"]);
    }

    [Fact]
    public async Task What_nobody_measured_is_not_shown()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        Assert.DoesNotContain("dead.size", Shown(garbage.Store.Format.StoreId).Keys);
    }

    [Fact]
    public async Task A_store_that_is_open_twice_is_shown_once_until_it_is_closed()
    {
        GarbageStore garbage = await GarbageStore.CreateAsync();
        Guid id = garbage.Store.Format.StoreId;
        BlobStore second = await BlobStore.OpenAsync(new HookedBackend(garbage.Memory));
        Assert.Equal(6, Shown(id).Count); // one of each but the dead bytes: the dictionary takes no second
        await garbage.DisposeAsync();
        Assert.Equal(6, Shown(id).Count);
        await second.DisposeAsync();
        Assert.Empty(Shown(id));
    }

    private static Dictionary<string, double> Shown(Guid store)
    {
        const string Prefix = "hoody.chunkstore.store.";
        using Measurements measurements = new(ChunkStoreTelemetry.MeterName);
        measurements.Observe();
        return measurements.All.Where(measured => Equals(measured.Tags.GetValueOrDefault("hoody.store"), store.ToString("N")))
            .ToDictionary(measured => measured.Instrument[Prefix.Length..], measured => measured.Value);
    }
}
