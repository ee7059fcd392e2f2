using System.Diagnostics;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Refs;
using Hoody.ChunkStore.Tests.Collection;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests.Telemetry;

[Collection(TelemetryGroup.Name)]
public sealed class StoreActivityTests : IAsyncDisposable
{
    private readonly HookedBackend _backend = new(new MemoryBackend());
    private readonly StoreTrace _trace = new();
    private BlobStore? _store;

    public async ValueTask DisposeAsync()
    {
        _trace.Dispose();
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }
    }

    [Fact]
    public async Task What_a_call_does_is_below_what_the_caller_does()
    {
        BlobStore store = await CreateAsync();
        using Activity caller = new Activity("caller").Start();
        await store.PutAsync((BlobKind.Chunk, [1]));
        Assert.Equal(caller.SpanId, _trace.Single("Flush").ParentSpanId);
    }

    [Fact]
    public async Task Packs_are_written_for_many_and_belong_to_no_callers_trace()
    {
        BlobStore store = await CreateAsync();
        using Activity caller = new Activity("caller").Start();
        await store.PutAsync((BlobKind.Chunk, [1]));
        Activity written = _trace.Single("WritePacks");
        Assert.Null(written.ParentId);
        Assert.NotEqual(caller.TraceId, written.TraceId);
        Assert.Equal(1, written.GetTagItem("hoody.blobs"));
    }

    [Fact]
    public async Task A_call_that_fails_tells_the_type_of_the_error_and_not_its_message()
    {
        BlobStore store = await CreateAsync();
        _backend.Before = (operation, name) => operation == BackendOperation.Create && name.StartsWith("packs/", StringComparison.Ordinal)
            ? throw new StoreFullException("canary")
            : Task.CompletedTask;
        await Assert.ThrowsAsync<StoreFullException>(() => store.PutAsync((BlobKind.Chunk, [1])));

        Activity flush = _trace.Single("Flush");
        Assert.Equal(ActivityStatusCode.Error, flush.Status);
        Assert.Equal("StoreFullException", flush.GetTagItem("error.type"));
        Assert.DoesNotContain("canary", flush.StatusDescription ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_batch_that_fails_on_its_way_says_so_and_what_it_had_read()
    {
        BlobStore store = await CreateAsync();
        BlobId[] ids = await store.PutAsync((BlobKind.Chunk, GarbageStore.Chunk(1)));
        await Assert.ThrowsAsync<BlobNotFoundException>(async () => await store.GetManyAsync([.. ids, GarbageStore.ChunkId(2)], BlobKind.Chunk).CountAsync());

        Activity read = _trace.Single("GetMany");
        Assert.Equal("BlobNotFoundException", read.GetTagItem("error.type"));
        Assert.Equal(0L, read.GetTagItem("hoody.blobs"));
    }

    [Fact]
    public async Task A_batch_that_the_caller_leaves_early_is_no_failure()
    {
        BlobStore store = await CreateAsync();
        BlobId[] ids = await store.PutAsync((BlobKind.Chunk, GarbageStore.Chunk(1)), (BlobKind.Chunk, GarbageStore.Chunk(2)));
        await foreach (FetchedBlob blob in store.GetManyAsync(ids, BlobKind.Chunk))
        {
            blob.Dispose();
            break;
        }

        Activity read = _trace.Single("GetMany");
        Assert.Equal(ActivityStatusCode.Unset, read.Status);
        Assert.Equal((1L, 100L), (read.GetTagItem("hoody.blobs"), read.GetTagItem("hoody.bytes")));
    }

    [Fact]
    public async Task No_name_of_a_ref_or_a_blob_is_in_any_tag()
    {
        BlobStore store = await CreateAsync();
        RefValue committed = await GarbageStore.CommitAsync(store, "canary", 1, 2);
        await store.VerifyAsync();
        string everything = string.Join('\n', _trace.Ended.SelectMany(activity => activity.TagObjects).Select(tag => $"{tag.Value}"));
        Assert.DoesNotContain("canary", everything, StringComparison.Ordinal);
        Assert.DoesNotContain($"{committed.Target}", everything, StringComparison.Ordinal);
    }

    private async Task<BlobStore> CreateAsync() => _store = await BlobStore.CreateAsync(_backend, StoreFixture.SmallPacks);
}
