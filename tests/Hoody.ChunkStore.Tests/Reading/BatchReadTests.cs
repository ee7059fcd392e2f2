using System.Runtime.InteropServices;
using FsCheck.Xunit;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Packs;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests.Reading;

public sealed class BatchReadTests
{
    [Property(MaxTest = 50)]
    public async Task Every_blob_that_was_asked_for_comes_once_with_its_place_and_its_bytes(ushort[] lengths)
    {
        await using BlobStore store = await BlobStore.CreateAsync(new MemoryBackend(), StoreFixture.SmallPacks);
        (BlobKind, byte[] Plain)[] blobs = [.. lengths.Select((length, i) => (BlobKind.Chunk, i % 2 == 0 ? new byte[length] : StoreFixture.Bytes(i, length)))];
        BlobId[] ids = await store.PutAsync(blobs);
        List<int> indexes = [];
        await foreach (FetchedBlob blob in store.GetManyAsync(ids, BlobKind.Chunk))
        {
            using (blob)
            {
                Assert.Equal(ids[blob.Index], blob.Id);
                Assert.True(blob.Plain.Span.SequenceEqual(blobs[blob.Index].Plain));
                indexes.Add(blob.Index);
            }
        }

        Assert.Equal(Enumerable.Range(0, ids.Length), indexes.Order());
    }

    [Fact]
    public async Task Blobs_come_in_pack_order_in_few_reads()
    {
        HookedBackend backend = new(new MemoryBackend());
        await using BlobStore store = await BlobStore.CreateAsync(backend);
        BlobId[] ids = await store.PutAsync([.. Enumerable.Range(0, 200).Select(i => (BlobKind.Chunk, StoreFixture.Bytes(i, 30_000)))]);
        BlobId[] shuffled = [.. ids.Order()];
        int reads = 0;
        backend.Before = (operation, _) =>
        {
            reads += operation == BackendOperation.Read ? 1 : 0;
            return Task.CompletedTask;
        };

        List<BlobId> found = [];
        await foreach (FetchedBlob blob in store.GetManyAsync(shuffled, BlobKind.Chunk))
        {
            found.Add(blob.Id);
            blob.Dispose();
        }

        Assert.Equal(ids, found);
        Assert.Equal(3, reads); // 6 MB in reads of 2 MiB
    }

    [Theory]
    [InlineData(false, 3)]
    [InlineData(true, 1)]
    public async Task Neighbouring_ranges_are_read_at_once_unless_the_backend_reads_ahead(bool readsAhead, int expectedAtOnce)
    {
        HookedBackend backend = new(new MemoryBackend()) { ReadsAhead = readsAhead };
        await using BlobStore store = await BlobStore.CreateAsync(backend);
        BlobId[] ids = await store.PutAsync([.. Enumerable.Range(0, 200).Select(i => (BlobKind.Chunk, StoreFixture.Bytes(i, 30_000)))]);
        TaskCompletionSource mayRead = new();
        int reads = 0;
        backend.Before = (_, _) =>
        {
            reads++;
            return mayRead.Task;
        };

        ValueTask<FetchedBlob[]> all = store.GetManyAsync(ids, BlobKind.Chunk).ToArrayAsync();
        int readsAtOnce = reads;
        mayRead.SetResult();
        FetchedBlob[] blobs = await all;
        Array.ForEach(blobs, blob => blob.Dispose());
        Assert.Equal(expectedAtOnce, readsAtOnce);
        Assert.Equal((ids.Length, 3), (blobs.Length, reads));
    }

    [Theory]
    [InlineData(10_000, true)]
    [InlineData(60_000, false)]
    public async Task What_is_stored_as_it_is_stays_where_it_was_read_unless_most_of_that_is_of_no_use(int lengthBetween, bool isInPlace)
    {
        const int Length = 20_000;
        await using BlobStore store = await BlobStore.CreateAsync(new MemoryBackend());
        BlobId[] ids = await store.PutAsync(
            (BlobKind.Chunk, StoreFixture.Bytes(1, Length)), (BlobKind.Chunk, StoreFixture.Bytes(2, lengthBetween)), (BlobKind.Chunk, StoreFixture.Bytes(3, Length)));
        FetchedBlob[] blobs = await store.GetManyAsync([ids[0], ids[2]], BlobKind.Chunk).ToArrayAsync();
        ArraySegment<byte>[] places = [.. blobs.Select(blob => MemoryMarshal.TryGetArray(blob.Plain, out ArraySegment<byte> place) ? place : [])];
        Assert.Same(places[0].Array, places[1].Array);
        int recordBetween = PackRecordHeader.Size + lengthBetween + PackRecordHeader.Size;
        Assert.Equal(isInPlace ? Length + recordBetween : Length, places[1].Offset - places[0].Offset);
        Assert.Equal(StoreFixture.Bytes(1, Length), blobs[0].Plain.ToArray());
        Assert.Equal(StoreFixture.Bytes(3, Length), blobs[1].Plain.ToArray());
        Array.ForEach(blobs, blob => blob.Dispose());
    }

    [Fact]
    public async Task A_missing_blob_is_named_before_anything_is_read()
    {
        HookedBackend backend = new(new MemoryBackend());
        await using BlobStore store = await BlobStore.CreateAsync(backend);
        BlobId[] ids = await store.PutAsync((BlobKind.Chunk, [1]));
        BlobId missing = BlobId.Compute(BlobKind.Chunk, [2]);
        backend.Before = (operation, name) => operation == BackendOperation.Read ? throw new BackendException(name) : Task.CompletedTask;
        BlobNotFoundException error = await Assert.ThrowsAsync<BlobNotFoundException>(
            async () => await store.GetManyAsync([ids[0], missing], BlobKind.Chunk).CountAsync());
        Assert.Equal(missing, error.Id);
    }

    [Fact]
    public async Task Another_kind_and_damage_are_refused()
    {
        MemoryBackend backend = new();
        BlobId[] ids;
        await using (BlobStore store = await BlobStore.CreateAsync(backend))
        {
            ids = await store.PutAsync((BlobKind.Chunk, StoreFixture.Bytes(1, 1000)), (BlobKind.Chunk, new byte[1000]));
            await Assert.ThrowsAsync<CorruptDataException>(async () => await store.GetManyAsync(ids, BlobKind.Tree).CountAsync());
        }

        SortedDictionary<string, byte[]> objects = await BackendContent.ReadAsync(backend);
        string pack = objects.Keys.Single(name => name.StartsWith(PackName.Prefix, StringComparison.Ordinal));
        for (int offset = 0; offset < 2 * PackRecordHeader.Size + 1000; offset += 7)
        {
            byte[] whole = objects[pack];
            objects[pack] = [.. whole];
            objects[pack][offset] ^= 0x10;
            await using BlobStore damaged = await BlobStore.OpenAsync(await BackendContent.ToBackendAsync(objects));
            await Assert.ThrowsAsync<CorruptDataException>(async () => await damaged.GetManyAsync(ids, BlobKind.Chunk).CountAsync());
            objects[pack] = whole;
        }
    }

    [Fact]
    public async Task A_caller_who_stops_early_leaves_nothing_under_way()
    {
        int running = 0;
        HookedBackend backend = new(new MemoryBackend());
        await using BlobStore store = await BlobStore.CreateAsync(backend);
        BlobId[] ids = await store.PutAsync([.. Enumerable.Range(0, 300).Select(i => (BlobKind.Chunk, StoreFixture.Bytes(i, 60_000)))]);
        backend.Before = async (_, _) =>
        {
            Interlocked.Increment(ref running);
            await Task.Yield();
            Interlocked.Decrement(ref running);
        };
        await foreach (FetchedBlob blob in store.GetManyAsync(ids, BlobKind.Chunk))
        {
            blob.Dispose();
            break;
        }

        Assert.Equal(0, running);
    }

    [Fact]
    public async Task A_cancelled_batch_ends()
    {
        await using BlobStore store = await BlobStore.CreateAsync(new MemoryBackend());
        BlobId[] ids = await store.PutAsync([.. Enumerable.Range(0, 300).Select(i => (BlobKind.Chunk, StoreFixture.Bytes(i, 60_000)))]);
        using CancellationTokenSource source = new();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (FetchedBlob blob in store.GetManyAsync(ids, BlobKind.Chunk, source.Token))
            {
                blob.Dispose();
                await source.CancelAsync();
            }
        });
    }

    [Fact]
    public async Task A_disposed_blob_shows_nothing_and_its_neighbours_stay()
    {
        await using BlobStore store = await BlobStore.CreateAsync(new MemoryBackend());
        BlobId[] ids = await store.PutAsync((BlobKind.Chunk, [1, 2]), (BlobKind.Chunk, [3, 4]));
        FetchedBlob[] blobs = await store.GetManyAsync(ids, BlobKind.Chunk).ToArrayAsync();
        blobs[0].Dispose();
        blobs[0].Dispose();
        Assert.Throws<ObjectDisposedException>(() => blobs[0].Plain);
        Assert.Equal([3, 4], blobs[1].Plain.ToArray());
        blobs[1].Dispose();
    }

    [Theory]
    [InlineData(0, 4, new byte[] { 1, 2, 3, 4 })]
    [InlineData(3, 4, new byte[] { 4, 5 })]
    [InlineData(5, 4, new byte[0])]
    [InlineData(int.MaxValue, 4, new byte[0])]
    [InlineData(1, 0, new byte[0])]
    public async Task A_range_ends_with_its_blob(int offset, int length, byte[] expected)
    {
        await using BlobStore store = await BlobStore.CreateAsync(new MemoryBackend());
        BlobId[] ids = await store.PutAsync((BlobKind.Chunk, [1, 2, 3, 4, 5]));
        byte[] destination = new byte[length];
        int count = await store.GetRangeAsync(ids[0], BlobKind.Chunk, offset, destination);
        Assert.Equal(expected, destination[..count]);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await store.GetRangeAsync(ids[0], BlobKind.Chunk, -1, destination));
    }

    [Fact]
    public async Task Blobs_whose_pack_was_rewritten_by_another_process_are_read_from_where_they_are()
    {
        MemoryBackend backend = new();
        await using BlobStore reader = await BlobStore.CreateAsync(backend);
        BlobId[] ids = await reader.PutAsync((BlobKind.Chunk, [1]), (BlobKind.Chunk, [2]));
        string old = Assert.Single(await backend.NamesAsync(PackName.Prefix));

        // Another process, which knows nothing of the old pack, stores the blobs anew.
        SortedDictionary<string, byte[]> objects = await BackendContent.ReadAsync(backend);
        objects.Remove(old);
        MemoryBackend other = await BackendContent.ToBackendAsync(objects);
        await using (BlobStore writer = await BlobStore.OpenAsync(other))
        {
            await writer.PutAsync((BlobKind.Chunk, [1]), (BlobKind.Chunk, [2]));
        }

        string moved = Assert.Single(await other.NamesAsync(PackName.Prefix));
        await backend.CreateIfAbsentAsync(moved, new((await BackendContent.ReadAsync(other))[moved]), default);
        await backend.DeleteAsync(old, default);

        int count = 0;
        await foreach (FetchedBlob blob in reader.GetManyAsync(ids, BlobKind.Chunk))
        {
            Assert.Equal([(byte)(blob.Index + 1)], blob.Plain.ToArray());
            blob.Dispose();
            count++;
        }

        Assert.Equal(2, count);
        await backend.DeleteAsync(moved, default);
        await Assert.ThrowsAsync<CorruptDataException>(() => reader.ReadAsync(ids[0], BlobKind.Chunk));
    }
}
