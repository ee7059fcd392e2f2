using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Indexes;
using Hoody.ChunkStore.Packs;
using Hoody.Hashing;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests.Indexes;

/// <summary>The index of a store: written by whoever writes, and never believed against the packs.</summary>
public sealed class IndexedStoreTests
{
    private static readonly BlobId s_absent = BlobId.Compute(BlobKind.Chunk, "absent"u8);

    /// <summary>A run for every second pack, and parts of four entries.</summary>
    private static BlobStoreOptions Small => StoreFixture.SmallPacks with { IndexTailPacks = 2, IndexPartEntries = 4 };

    [Fact]
    public async Task A_store_with_an_index_is_opened_without_reading_the_packs_that_are_in_it()
    {
        (MemoryBackend memory, BlobId[] ids) = await FillAsync(30);
        HookedBackend backend = new(memory);
        List<string> read = [];
        backend.Before = (operation, name) =>
        {
            read.AddRange(operation == BackendOperation.Read ? [name] : []);
            return Task.CompletedTask;
        };
        await using BlobStore store = await BlobStore.OpenAsync(backend, Small);
        Assert.DoesNotContain(read, name => name.StartsWith(PackName.Prefix, StringComparison.Ordinal));
        Assert.Contains(read, name => name.StartsWith(IndexName.Prefix, StringComparison.Ordinal));
        await AssertHoldsAsync(store, ids);
    }

    [Fact]
    public async Task Runs_are_merged_so_that_they_stay_few_and_what_they_replace_is_deleted()
    {
        (MemoryBackend backend, BlobId[] ids) = await FillAsync(100);
        await using BlobStore store = await BlobStore.OpenAsync(backend, Small);
        Assert.InRange(store.Index.Runs.Count, 1, 5);
        Assert.Contains(store.Index.Runs, run => run.Parts.Length > 1);
        string[] named = [.. store.Index.Runs.SelectMany(run =>
            Enumerable.Range(0, run.Parts.Length).Select(part => IndexName.Part(run.Id, part)).Append(IndexName.Head(run.Id))).Order(StringComparer.Ordinal)];
        Assert.Equal(named, await backend.NamesAsync(IndexName.Prefix));
        await AssertHoldsAsync(store, ids);
    }

    [Fact]
    public async Task Statistics_are_the_same_from_runs_and_from_packs()
    {
        (MemoryBackend backend, BlobId[] ids) = await FillAsync(50);
        StoreStatistics fromRuns = await StatisticsAsync(backend);
        await DeleteIndexAsync(backend);
        Assert.Equal(fromRuns, await StatisticsAsync(backend));
        Assert.Equal(ids.Length, fromRuns.Blobs);

        static async Task<StoreStatistics> StatisticsAsync(MemoryBackend backend)
        {
            await using BlobStore store = await BlobStore.OpenAsync(backend, Small);
            return store.GetStatistics() with { IndexRuns = 0, IndexParts = 0, IndexBytes = 0, IndexTailBlobs = 0 };
        }
    }

    [Fact]
    public async Task A_lost_index_is_built_anew_from_the_packs()
    {
        (MemoryBackend backend, BlobId[] ids) = await FillAsync(40);
        await DeleteIndexAsync(backend);
        await using (BlobStore store = await BlobStore.OpenAsync(backend, Small with { IndexTailEntries = 10 }))
        {
            await AssertHoldsAsync(store, ids);
        }

        Assert.NotEmpty(await backend.NamesAsync(IndexName.Prefix));
        await using BlobStore reopened = await BlobStore.OpenAsync(backend, Small);
        await AssertHoldsAsync(reopened, ids);
    }

    [Fact]
    public async Task An_index_that_cannot_be_written_does_not_keep_a_store_from_opening()
    {
        (MemoryBackend memory, BlobId[] ids) = await FillAsync(40);
        await DeleteIndexAsync(memory);
        HookedBackend backend = new(memory)
        {
            Before = (operation, _) => operation == BackendOperation.Create ? throw new BackendException("the disk is read-only") : Task.CompletedTask,
        };
        await using BlobStore store = await BlobStore.OpenAsync(backend, Small with { IndexTailEntries = 10 });
        await AssertHoldsAsync(store, ids);
        Assert.Empty(await memory.NamesAsync(IndexName.Prefix));
    }

    [Fact]
    public async Task An_index_that_cannot_be_written_ends_the_session_by_name_and_loses_nothing()
    {
        MemoryBackend memory = new();
        HookedBackend backend = new(memory);
        await using BlobStore store = await BlobStore.CreateAsync(backend, Small);
        backend.Before = (operation, name) => operation == BackendOperation.Create && name.StartsWith(IndexName.Prefix, StringComparison.Ordinal)
            ? throw new StoreFullException("no room for the index")
            : Task.CompletedTask;
        BlobId[] first = await PutAsync(store, 0, 4);
        await Assert.ThrowsAsync<StoreFullException>(store.Index.Compactor.WhenIdleAsync);
        StoreFullException error = await Assert.ThrowsAsync<StoreFullException>(() => PutAsync(store, 4, 1));
        Assert.Contains("no room", error.Message, StringComparison.Ordinal);

        backend.Before = (_, _) => Task.CompletedTask;
        BlobId[] later = await PutAsync(store, 5, 4);
        await store.Index.Compactor.WhenIdleAsync();
        await AssertHoldsAsync(store, [.. first, .. later]);
        Assert.NotEmpty(await memory.NamesAsync(IndexName.Prefix));
    }

    [Fact]
    public async Task Whatever_byte_of_the_index_is_damaged_every_blob_is_read_and_no_other_is_present()
    {
        (MemoryBackend backend, BlobId[] ids) = await FillAsync(6);
        SortedDictionary<string, byte[]> objects = await BackendContent.ReadAsync(backend);
        foreach (string name in objects.Keys.Where(name => name.StartsWith(IndexName.Prefix, StringComparison.Ordinal)))
        {
            for (int i = 0; i < objects[name].Length; i++)
            {
                await AssertSurvivesAsync(objects, name, [.. objects[name][..i], (byte)(objects[name][i] ^ (1 << (i % 8))), .. objects[name][(i + 1)..]], ids);
            }
        }
    }

    [Fact]
    public async Task Whatever_object_of_the_index_is_cut_short_or_gone_every_blob_is_read()
    {
        (MemoryBackend backend, BlobId[] ids) = await FillAsync(6);
        SortedDictionary<string, byte[]> objects = await BackendContent.ReadAsync(backend);
        foreach (string name in objects.Keys.Where(name => name.StartsWith(IndexName.Prefix, StringComparison.Ordinal)))
        {
            foreach (int length in (int[])[0, 1, objects[name].Length / 2, objects[name].Length - 1])
            {
                await AssertSurvivesAsync(objects, name, objects[name][..length], ids);
            }

            await AssertSurvivesAsync(objects, name, null, ids);
        }
    }

    [Fact]
    public async Task Damage_in_a_run_does_not_pass_into_the_run_it_is_merged_into()
    {
        (MemoryBackend backend, BlobId[] ids) = await FillAsync(6);
        SortedDictionary<string, byte[]> objects = await BackendContent.ReadAsync(backend);
        foreach (string part in objects.Keys.Where(name => name.Contains('-', StringComparison.Ordinal)).ToArray())
        {
            objects[part] = [.. objects[part]];
            objects[part].AsSpan(objects[part].Length / 2).Fill(0x55);
        }

        MemoryBackend damaged = await BackendContent.ToBackendAsync(objects);
        await using (BlobStore store = await BlobStore.OpenAsync(damaged, Small))
        {
            ids = [.. ids, .. await PutAsync(store, 100, 20)];
            await store.Index.Compactor.WhenIdleAsync();
        }

        await using BlobStore reopened = await BlobStore.OpenAsync(damaged, Small);
        Assert.All(reopened.Index.Runs, run => Assert.Null(run.FindFault(isAgain: false, default)));
        await AssertHoldsAsync(reopened, ids);
    }

    [Fact]
    public async Task A_damaged_index_of_many_packs_gives_way_to_the_packs_and_does_not_come_again()
    {
        (MemoryBackend backend, BlobId[] ids) = await FillAsync(60);
        SortedDictionary<string, byte[]> objects = await BackendContent.ReadAsync(backend);
        foreach (string part in objects.Keys.Where(name => name.Contains('-', StringComparison.Ordinal)).ToArray())
        {
            objects[part] = [.. objects[part][..20], .. new byte[objects[part].Length - 20]];
        }

        await using BlobStore store = await BlobStore.OpenAsync(await BackendContent.ToBackendAsync(objects), Small);
        foreach (BlobId id in ids)
        {
            Assert.Equal(id, BlobId.Compute(BlobKind.Chunk, await store.ReadAsync(id, BlobKind.Chunk)));
        }
    }

    [Fact]
    public async Task A_batch_is_read_whole_though_the_index_tells_wrong_places()
    {
        (MemoryBackend backend, BlobId[] ids) = await FillAsync(60);
        SortedDictionary<string, byte[]> objects = await BackendContent.ReadAsync(backend);
        foreach (string part in objects.Keys.Where(name => name.Contains('-', StringComparison.Ordinal)).ToArray())
        {
            // The offset of the last place: at the end of the part, before two lengths of three bytes each.
            objects[part] = [.. objects[part][..^10], 8, 0, 0, 0, .. objects[part][^6..]];
        }

        await using BlobStore store = await BlobStore.OpenAsync(await BackendContent.ToBackendAsync(objects), Small);
        HashSet<int> read = [];
        await foreach (FetchedBlob blob in store.GetManyAsync(ids, BlobKind.Chunk))
        {
            using (blob)
            {
                Assert.Equal(ids[blob.Index], BlobId.Compute(BlobKind.Chunk, blob.Plain.Span));
                Assert.True(read.Add(blob.Index));
            }
        }

        Assert.Equal(ids.Length, read.Count);
    }

    [Fact]
    public async Task What_an_interrupted_merge_left_is_deleted_by_a_later_one()
    {
        (MemoryBackend backend, BlobId[] ids) = await FillAsync(6);
        string left = IndexName.Part(Guid.NewGuid(), 0);
        await backend.CreateIfAbsentAsync(left, new([1, 2, 3]), default);
        await using BlobStore store = await BlobStore.OpenAsync(backend, Small);
        Assert.Contains(left, await backend.NamesAsync(IndexName.Prefix));
        ids = [.. ids, .. await PutAsync(store, 50, 3)];
        await store.Index.Compactor.WhenIdleAsync();
        Assert.DoesNotContain(left, await backend.NamesAsync(IndexName.Prefix));
        await AssertHoldsAsync(store, ids);
    }

    [Fact]
    public async Task A_run_whose_parts_another_process_took_for_those_of_a_dead_one_is_written_again()
    {
        MemoryBackend memory = new();
        HookedBackend backend = new(memory);
        await using BlobStore store = await BlobStore.CreateAsync(backend, Small with { IndexTailPacks = 1000 });
        BlobId[] ids = await PutAsync(store, 0, 30);
        int taken = 0;
        backend.Before = async (operation, name) =>
        {
            // A head comes last: just before, all its parts go.
            if (operation == BackendOperation.Create && IndexName.TryParse(name, out _, out int part) && part < 0)
            {
                foreach (string left in await memory.NamesAsync(name))
                {
                    await memory.DeleteAsync(left, default);
                    taken++;
                }
            }
        };
        await store.Index.Compactor.CompactAsync(default);
        Assert.InRange(taken, 2, int.MaxValue);
        Assert.Empty(store.Index.Runs);
        Assert.Empty(await memory.NamesAsync(IndexName.Prefix));
        await AssertHoldsAsync(store, ids);

        backend.Before = (_, _) => Task.CompletedTask;
        await store.Index.Compactor.CompactAsync(default);
        Assert.Single(store.Index.Runs);
        await AssertHoldsAsync(store, ids);
        await using BlobStore reopened = await BlobStore.OpenAsync(memory, Small);
        Assert.Single(reopened.Index.Runs);
        await AssertHoldsAsync(reopened, ids);
    }

    [Fact]
    public async Task Two_processes_that_merge_one_store_lose_nothing()
    {
        MemoryBackend backend = new();
        await using BlobStore first = await BlobStore.CreateAsync(backend, Small);
        await using BlobStore second = await BlobStore.OpenAsync(backend, Small);
        BlobId[][] ids = await Task.WhenAll(Task.Run(() => PutAsync(first, 0, 60)), Task.Run(() => PutAsync(second, 40, 60)));
        await first.Index.Compactor.WhenIdleAsync();
        await second.Index.Compactor.WhenIdleAsync();
        await using BlobStore third = await BlobStore.OpenAsync(backend, Small);
        foreach (BlobStore store in (BlobStore[])[first, second, third])
        {
            await AssertHoldsAsync(store, [.. ids[0], .. ids[1]]);
        }
    }

    [Fact]
    public async Task Many_packs_of_another_process_are_learnt_from_its_runs()
    {
        MemoryBackend memory = new();
        HookedBackend backend = new(memory);
        await using BlobStore store = await BlobStore.CreateAsync(backend, Small);
        BlobId[] ids;
        await using (BlobStore other = await BlobStore.OpenAsync(memory, Small))
        {
            ids = await PutAsync(other, 0, 60);
            await other.Index.Compactor.CompactAsync(default);
        }

        int directoriesRead = 0;
        backend.Before = (operation, name) =>
        {
            directoriesRead += operation == BackendOperation.Read && name.StartsWith(PackName.Prefix, StringComparison.Ordinal) ? 1 : 0;
            return Task.CompletedTask;
        };
        await Assert.ThrowsAsync<BlobNotFoundException>(() => store.ReadAsync(s_absent, BlobKind.Chunk));
        Assert.InRange(directoriesRead, 0, 4);
        backend.Before = (_, _) => Task.CompletedTask;
        await AssertHoldsAsync(store, ids);
    }

    [Fact]
    public async Task A_pack_that_is_gone_takes_its_blobs_with_it_whatever_the_index_says()
    {
        (MemoryBackend backend, BlobId[] ids) = await FillAsync(20);
        string[] packs = await backend.NamesAsync(PackName.Prefix);
        HashSet<BlobId> lost = [];
        await using (BlobStore store = await BlobStore.OpenAsync(backend, Small))
        {
            lost.UnionWith(ids.Where(id => store.Index.TryGet(id, out Blake3Digest pack, out _) && PackName.Of(pack) == packs[0]));
            await backend.DeleteAsync(packs[0], default);
            await Assert.ThrowsAsync<BlobNotFoundException>(() => store.ReadAsync(s_absent, BlobKind.Chunk)); // a miss lists the packs
            Assert.All(ids, id => Assert.Equal(!lost.Contains(id), store.Contains(id)));
        }

        Assert.NotEmpty(lost);
        await using BlobStore reopened = await BlobStore.OpenAsync(backend, Small);
        Assert.All(ids, id => Assert.Equal(!lost.Contains(id), reopened.Contains(id)));
        await Assert.ThrowsAsync<BlobNotFoundException>(() => reopened.ReadAsync(lost.First(), BlobKind.Chunk));

        // And the same data can be stored again.
        await PutAsync(reopened, 0, 20);
        await AssertHoldsAsync(reopened, ids);
    }

    [Fact]
    public async Task A_pack_of_another_length_than_the_index_says_is_set_aside_at_opening_and_what_it_held_is_stored_again()
    {
        (MemoryBackend backend, BlobId[] ids) = await FillAsync(20);
        string pack = (await backend.NamesAsync(PackName.Prefix))[0];
        byte[] whole = (await BackendContent.ReadAsync(backend))[pack];
        await backend.DeleteAsync(pack, default);
        await backend.CreateIfAbsentAsync(pack, new(whole.AsMemory(..^1)), default);
        await using BlobStore store = await BlobStore.OpenAsync(backend, Small);
        Assert.Equal(pack, Assert.Single(store.DamagedPacks).Name);
        Assert.Contains(ids, id => !store.Contains(id));
        await PutAsync(store, 0, 20);
        await AssertHoldsAsync(store, ids);
    }

    [Fact]
    public async Task Blobs_of_condemned_packs_are_read_and_count_as_absent_and_a_new_copy_is_preferred()
    {
        (MemoryBackend backend, BlobId[] ids) = await FillAsync(20);
        await using BlobStore store = await BlobStore.OpenAsync(backend, Small);
        Assert.True(store.Index.TryGet(ids[0], out Blake3Digest pack, out _));
        store.Index.SetCondemned([pack]);
        Assert.False(store.Contains(ids[0]));
        Assert.NotEmpty(await store.ReadAsync(ids[0], BlobKind.Chunk));

        await PutAsync(store, 0, 20);
        await AssertHoldsAsync(store, ids);
        Assert.True(store.Index.TryGet(ids[0], out Blake3Digest copy, out _));
        Assert.NotEqual(pack, copy);

        store.Index.SetCondemned([]);
        Assert.All(ids, id => Assert.True(store.Contains(id)));
    }

    [Fact]
    public async Task A_pack_condemned_before_it_is_known_is_condemned_when_it_comes()
    {
        MemoryBackend backend = new();
        await using BlobStore first = await BlobStore.CreateAsync(backend, Small);
        await using BlobStore second = await BlobStore.OpenAsync(backend, Small);
        BlobId id = (await PutAsync(first, 0, 1))[0];
        Assert.True(first.Index.TryGet(id, out Blake3Digest pack, out _));
        second.Index.SetCondemned([pack]);
        Assert.NotEmpty(await second.ReadAsync(id, BlobKind.Chunk));
        Assert.False(second.Contains(id));
    }

    [Fact]
    public async Task A_removed_pack_stays_removed_for_everybody_who_opens_the_store_though_its_deletion_never_came()
    {
        (MemoryBackend backend, BlobId[] ids) = await FillAsync(20);
        HashSet<BlobId> removed = [];
        await using (BlobStore store = await BlobStore.OpenAsync(backend, Small))
        {
            Assert.True(store.Index.TryGet(ids[0], out Blake3Digest pack, out _));
            removed.UnionWith(ids.Where(id => store.Index.TryGet(id, out Blake3Digest other, out _) && other == pack));
            await store.Index.RemovePacksAsync([pack], default);
            Assert.All(ids, id => Assert.Equal(!removed.Contains(id), store.Contains(id)));
            Assert.False(store.Index.TryGet(ids[0], out _, out _));
        }

        await using (BlobStore reopened = await BlobStore.OpenAsync(backend, Small))
        {
            Assert.All(ids, id => Assert.Equal(!removed.Contains(id), reopened.Contains(id)));

            // A merge keeps the fact, as long as the pack is there.
            await PutAsync(reopened, 0, 60);
            await reopened.Index.Compactor.CompactAsync(default);
        }

        await using BlobStore last = await BlobStore.OpenAsync(backend, Small);
        await AssertHoldsAsync(last, ids);
        Assert.Equal(60, last.GetStatistics().Blobs);
    }

    [Fact]
    public async Task A_removed_pack_that_was_deleted_is_forgotten_by_the_next_merge()
    {
        (MemoryBackend backend, BlobId[] ids) = await FillAsync(4);
        await using (BlobStore store = await BlobStore.OpenAsync(backend, Small))
        {
            Assert.True(store.Index.TryGet(ids[0], out Blake3Digest pack, out _));
            await store.Index.RemovePacksAsync([pack], default);
            await backend.DeleteAsync(PackName.Of(pack), default);
        }

        await using BlobStore reopened = await BlobStore.OpenAsync(backend, Small);
        Assert.Contains(reopened.Index.Runs, run => run.Head.Removed.Count > 0);
        await reopened.Index.Compactor.CompactAsync(default);
        Assert.DoesNotContain(reopened.Index.Runs, run => run.Head.Removed.Count > 0);
    }

    [Fact]
    public async Task A_snapshot_numbers_every_entry_once_and_says_where_it_stands()
    {
        (MemoryBackend backend, _) = await FillAsync(30);
        await using BlobStore store = await BlobStore.OpenAsync(backend, Small with { IndexTailPacks = 1000 });
        BlobId[] ids = await PutAsync(store, 0, 45);
        using IndexSnapshot snapshot = store.Index.TakeSnapshot();
        Assert.Equal((45, 45), (snapshot.OrdinalCount, store.Index.EntryCount));
        Assert.True(store.Index.Tails.Sum(tail => tail.Count) > 0);

        HashSet<long> ordinals = [];
        foreach (BlobId id in ids)
        {
            Assert.True(snapshot.TryFindOrdinal(id, out long ordinal));
            Assert.True(ordinals.Add(ordinal));
            Assert.True(store.Index.TryGet(id, out Blake3Digest pack, out PackEntryLocation location));
            Assert.Equal(pack, snapshot.PackOf(ordinal));
            Assert.Equal(location.Offset, snapshot.PlaceOf(ordinal).Offset);
        }

        Assert.False(snapshot.TryFindOrdinal(s_absent, out _));
        Assert.Equal(Enumerable.Range(0, 45).Select(i => (long)i), ordinals.Order());
        Assert.Throws<ArgumentOutOfRangeException>(() => snapshot.PlaceOf(45));
    }

    private static async Task AssertSurvivesAsync(SortedDictionary<string, byte[]> objects, string name, byte[]? content, BlobId[] ids)
    {
        SortedDictionary<string, byte[]> damaged = new(objects, StringComparer.Ordinal);
        damaged.Remove(name);
        if (content is not null)
        {
            damaged.Add(name, content);
        }

        await using BlobStore store = await BlobStore.OpenAsync(await BackendContent.ToBackendAsync(damaged), Small);
        Assert.False(store.Contains(s_absent));
        for (int i = 0; i < ids.Length; i++)
        {
            Assert.Equal(Plain(i), await store.ReadAsync(ids[i], BlobKind.Chunk));
        }

        // Stored again and read again: an index that lies about presence would show here.
        Assert.Equal(ids, await PutAsync(store, 0, ids.Length));
        await AssertHoldsAsync(store, ids);
    }

    private static async Task DeleteIndexAsync(MemoryBackend backend)
    {
        foreach (string name in await backend.NamesAsync(IndexName.Prefix))
        {
            await backend.DeleteAsync(name, default);
        }
    }

    private static async Task<(MemoryBackend Backend, BlobId[] Ids)> FillAsync(int count)
    {
        MemoryBackend backend = new();
        await using BlobStore store = await BlobStore.CreateAsync(backend, Small);
        BlobId[] ids = await PutAsync(store, 0, count);
        await store.Index.Compactor.CompactAsync(default);
        return (backend, ids);
    }

    // Small packs hold two of these.
    private static byte[] Plain(int i) => StoreFixture.Bytes(i, 700);

    private static Task<BlobId[]> PutAsync(BlobStore store, int first, int count) =>
        store.PutAsync([.. Enumerable.Range(first, count).Select(i => (BlobKind.Chunk, Plain(i)))]);

    private static async Task AssertHoldsAsync(BlobStore store, BlobId[] ids)
    {
        foreach (BlobId id in ids)
        {
            Assert.Equal(id, BlobId.Compute(BlobKind.Chunk, await store.ReadAsync(id, BlobKind.Chunk)));
            Assert.True(store.Contains(id));
        }

        Assert.False(store.Contains(s_absent));
    }
}
