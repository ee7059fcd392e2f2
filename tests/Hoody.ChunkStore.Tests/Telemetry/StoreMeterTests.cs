using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Collection;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Tests.Collection;
using Hoody.ChunkStore.Verification;
using Hoody.Testing;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests.Telemetry;

[Collection(TelemetryGroup.Name)]
public sealed class StoreMeterTests : IDisposable
{
    private readonly Measurements _measurements = new(ChunkStoreTelemetry.MeterName);

    public void Dispose() => _measurements.Dispose();

    [Fact]
    public async Task Duplicates_are_told_from_what_is_new()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.Store.PutAsync((BlobKind.Chunk, new byte[10]), (BlobKind.Chunk, new byte[10]), (BlobKind.Tree, new byte[3]));
        Assert.Equal((1, 10), Put("chunk", "new"));
        Assert.Equal((1, 10), Put("chunk", "known"));
        Assert.Equal((1, 3), Put("tree", "new"));
    }

    [Fact]
    public async Task What_is_stored_is_what_the_packs_take()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("a", 1, 2, 3);
        StoreStatistics statistics = garbage.Store.GetStatistics();
        Assert.Equal((statistics.Blobs, statistics.StoredBytes), Flow("stored"));
    }

    [Fact]
    public async Task What_is_read_is_counted_alone_and_in_a_batch()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        BlobId[] ids = await garbage.Store.PutAsync((BlobKind.Chunk, new byte[10]), (BlobKind.Chunk, new byte[20]));
        await garbage.Store.ReadAsync(ids[0], BlobKind.Chunk);
        await foreach (FetchedBlob blob in garbage.Store.GetManyAsync(ids, BlobKind.Chunk))
        {
            blob.Dispose();
        }

        Assert.Equal((3, 40), Flow("read", ("hoody.kind", "chunk")));
    }

    [Fact]
    public async Task What_is_verified_is_what_the_report_says()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("a", 1, 2, 3);
        VerificationReport report = await garbage.Store.VerifyAsync();
        Assert.Equal((report.BlobsVerified, report.BytesVerified), Flow("verified"));
    }

    [Fact]
    public async Task What_a_collection_deletes_that_finishes_another_one_is_not_counted_twice()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("a", 1);
        await garbage.CommitAsync("a", 2);
        CollectionPlan plan = await garbage.PlanAsync();
        int deletionCount = 0;
        garbage.Backend.Before = (operation, name) =>
            operation == BackendOperation.Delete && name.StartsWith(PackName.Prefix, StringComparison.Ordinal) && ++deletionCount == 2
                ? throw new BackendException($"Cannot delete '{name}': EIO.") : Task.CompletedTask;
        await Assert.ThrowsAsync<BackendException>(() => plan.ApplyAsync());
        await garbage.CollectAsync();
        Assert.Equal((2, plan.BytesToDelete), Flow("collected")); // a chunk, and the snapshot of before
    }

    [Fact]
    public async Task What_is_collected_and_rewritten_is_what_the_result_says()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("a", 1, 2, 3, 4);
        await garbage.CommitAsync("a", 1);
        CollectionResult result = await garbage.CollectAsync(GarbageStore.Impatient with { RewriteDeadShare = 0.1 });
        Assert.Equal((4 + 1, result.BytesDeleted), Flow("collected")); // the chunks, and the snapshot of before
        Assert.Equal((1, 100 + PackRecordHeader.Size), Flow("rewritten"));
    }

    [Fact]
    public async Task A_commit_is_measured_with_how_it_ended()
    {
        HookedBackend backend = new(new MemoryBackend());
        await using BlobStore store = await BlobStore.CreateAsync(backend, StoreFixture.SmallPacks);
        await GarbageStore.CommitAsync(store, "a", 1);
        await Assert.ThrowsAsync<RefConflictException>(() => store.Refs.DeleteAsync("a", 7));
        Assert.Equal(
            ["flush ", "flush ", "ref ", "ref RefConflictException"],
            Of("hoody.chunkstore.commit.duration").Select(m => $"{m.Tags["hoody.operation"]} {m.Tags.GetValueOrDefault("error.type")}"));
    }

    [Fact]
    public async Task An_fsync_is_measured_for_each_file_and_directory()
    {
        using TempDirectory directory = new();
        await using DiskBackend backend = new(directory.Path);
        await backend.CreateIfAbsentAsync("first", new(new byte[1]), default); // with the probe of the file system
        int before = Of("hoody.chunkstore.fsync.duration").Count;
        await backend.CreateIfAbsentAsync("second", new(new byte[1]), default);
        Assert.Equal(
            ["file", "directory"],
            Of("hoody.chunkstore.fsync.duration").Skip(before).Select(measured => measured.Tags["hoody.target"]));
    }

    private (double Blobs, double Bytes) Put(string kind, string presence) => Flow("put", ("hoody.kind", kind), ("hoody.presence", presence));

    private (double Blobs, double Bytes) Flow(string name, params (string Name, object? Value)[] tags) =>
        (_measurements.Sum($"hoody.chunkstore.{name}.blobs", tags), _measurements.Sum($"hoody.chunkstore.{name}.io", tags));

    private IReadOnlyList<Measured> Of(string instrument) => [.. _measurements.All.Where(measured => measured.Instrument == instrument)];
}
