using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Indexes;
using Hoody.ChunkStore.Packs;
using Hoody.Testing;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests.Indexes;

/// <summary>The index is mapped while somebody may look at it, and not a moment longer.</summary>
public sealed class IndexLifetimeTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    /// <summary>A run for every second pack, and parts of four entries.</summary>
    private static BlobStoreOptions Small => StoreFixture.SmallPacks with { IndexTailPacks = 2, IndexPartEntries = 4 };

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task An_open_store_maps_the_parts_of_its_runs_and_a_closed_one_nothing()
    {
        BlobId[] ids = await FillAsync(40);
        BlobStore store = await BlobStore.OpenAsync(OpenBackend(), Small);
        Assert.Equal(store.Index.Runs.Sum(run => run.Parts.Length), MappedFiles().Count());
        Assert.All(ids, id => Assert.True(store.Contains(id)));
        await store.DisposeAsync();
        Assert.Empty(MappedFiles());
    }

    [Fact]
    public async Task Runs_that_a_merge_has_replaced_are_not_mapped_any_more()
    {
        await using BlobStore store = await BlobStore.CreateAsync(OpenBackend(), Small);
        for (int i = 0; i < 10; i++)
        {
            await PutAsync(store, i * 8, 8);
            await store.Index.Compactor.WhenIdleAsync();
            Assert.Equal(store.Index.Runs.Sum(run => run.Parts.Length), MappedFiles().Count());
            Assert.DoesNotContain(MappedFiles(), line => line.EndsWith("(deleted)", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_store_that_could_not_be_opened_maps_nothing()
    {
        await FillAsync(40);
        int mappedCount = 0;
        HookedBackend backend = new(OpenBackend())
        {
            Before = (operation, name) =>
            {
                bool fails = operation == BackendOperation.List && name == PackName.Prefix;
                mappedCount += fails ? MappedFiles().Count() : 0;
                return fails ? throw new BackendException("the disk failed") : Task.CompletedTask;
            },
        };
        await Assert.ThrowsAsync<BackendException>(() => BlobStore.OpenAsync(backend, Small));
        Assert.NotEqual(0, mappedCount);
        Assert.Empty(MappedFiles());
    }

    [Fact]
    public async Task A_store_whose_backend_failed_maps_nothing_when_it_is_disposed()
    {
        await FillAsync(40);
        HookedBackend backend = new(OpenBackend());
        await using (BlobStore store = await BlobStore.OpenAsync(backend, Small))
        {
            await using BlobWriter writer = store.BeginWrite();
            await writer.PutAsync(BlobKind.Chunk, Plain(1000));
            backend.Before = (_, _) => throw new BackendException("the disk failed");
            await Assert.ThrowsAsync<BackendException>(() => writer.FlushAsync());
            Assert.NotEmpty(MappedFiles());
        }

        Assert.Empty(MappedFiles());
    }

    [Fact]
    public async Task A_run_that_is_damaged_is_not_mapped_any_more_once_that_is_known()
    {
        BlobId[] ids = await FillAsync(40);
        foreach (string part in Directory.EnumerateFiles(_directory["store/index"], "*-*"))
        {
            byte[] bytes = await File.ReadAllBytesAsync(part);
            bytes.AsSpan(bytes.Length / 2).Fill(0x55);
            await File.WriteAllBytesAsync(part, bytes);
        }

        await using BlobStore store = await BlobStore.OpenAsync(OpenBackend(), Small);
        Assert.NotEmpty(MappedFiles());
        foreach (BlobId id in ids)
        {
            await store.ReadAsync(id, BlobKind.Chunk);
        }

        await store.Index.Compactor.WhenIdleAsync();
        Assert.Equal(store.Index.Runs.Sum(run => run.Parts.Length), MappedFiles().Count());
    }

    [Fact]
    public async Task A_snapshot_keeps_the_runs_that_it_was_taken_of_until_it_is_disposed()
    {
        BlobId[] ids = await FillAsync(40);
        await using BlobStore store = await BlobStore.OpenAsync(OpenBackend(), Small);
        using (IndexSnapshot snapshot = store.Index.TakeSnapshot())
        {
            await PutAsync(store, 100, 60);
            await store.Index.Compactor.CompactAsync(default);
            Assert.All(ids, id => Assert.True(snapshot.TryFindOrdinal(id, out _)));
            Assert.Contains(MappedFiles(), line => line.EndsWith("(deleted)", StringComparison.Ordinal));
        }

        Assert.DoesNotContain(MappedFiles(), line => line.EndsWith("(deleted)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_snapshot_that_nobody_disposed_maps_nothing_when_its_store_is_closed()
    {
        BlobId[] ids = await FillAsync(40);
        BlobStore store = await BlobStore.OpenAsync(OpenBackend(), Small);
        IndexSnapshot snapshot = store.Index.TakeSnapshot();
        await store.DisposeAsync();
        Assert.Empty(MappedFiles());
        Assert.Throws<ObjectDisposedException>(() => snapshot.TryFindOrdinal(ids[0], out _));
        Assert.Throws<ObjectDisposedException>(() => snapshot.PackOf(0));
        snapshot.Dispose();
    }

    [Fact]
    public async Task Looking_up_in_a_disposed_store_is_an_error_that_says_so()
    {
        BlobId[] ids = await FillAsync(4);
        BlobStore store = await BlobStore.OpenAsync(OpenBackend(), Small);
        await store.DisposeAsync();
        Assert.Throws<ObjectDisposedException>(() => store.Contains(ids[0]));
        Assert.Throws<ObjectDisposedException>(store.Index.TakeSnapshot);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => store.ReadAsync(ids[0], BlobKind.Chunk));
    }

    [Fact]
    public async Task Reads_that_wait_for_a_listing_end_when_their_store_is_closed()
    {
        await FillAsync(4);
        HookedBackend backend = new(OpenBackend());
        BlobStore store = await BlobStore.OpenAsync(backend, Small);
        TaskCompletionSource goOn = new();
        backend.Before = (operation, name) => operation == BackendOperation.List && name == PackName.Prefix ? goOn.Task : Task.CompletedTask;
        Task[] reads = [.. Enumerable.Range(0, 3).Select(i => store.ReadAsync(BlobId.Compute(BlobKind.Chunk, [(byte)i]), BlobKind.Chunk))];
        await store.DisposeAsync();
        goOn.SetResult();
        foreach (Task read in reads)
        {
            await Assert.ThrowsAsync<ObjectDisposedException>(() => read.WaitAsync(TimeSpan.FromMinutes(2))); // or nobody would learn of a read that hangs
        }
    }

    [Fact]
    public async Task Lookups_beside_merges_and_a_disposal_find_all_or_say_that_the_store_is_closed()
    {
        BlobId[] ids = await FillAsync(40);
        BlobStore store = await BlobStore.OpenAsync(OpenBackend(), Small);
        Task<bool>[] readers = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(FindsAllUntilClosed))];
        for (int i = 0; i < 20; i++)
        {
            await PutAsync(store, 1000 + (4 * i), 4);
        }

        await store.DisposeAsync();
        Assert.All(await Task.WhenAll(readers), Assert.True);
        Assert.Empty(MappedFiles());

        bool FindsAllUntilClosed()
        {
            try
            {
                while (true)
                {
                    if (!Array.TrueForAll(ids, store.Contains))
                    {
                        return false;
                    }
                }
            }
            catch (ObjectDisposedException)
            {
                return true;
            }
        }
    }

    private static byte[] Plain(int i) => StoreFixture.Bytes(i, 700);

    private static Task<BlobId[]> PutAsync(BlobStore store, int first, int count) =>
        store.PutAsync([.. Enumerable.Range(first, count).Select(i => (BlobKind.Chunk, Plain(i)))]);

    private DiskBackend OpenBackend() => new(_directory["store"]);

    private IEnumerable<string> MappedFiles() =>
        File.ReadAllLines("/proc/self/maps").Where(line => line.Contains(_directory["store/index"], StringComparison.Ordinal));

    private async Task<BlobId[]> FillAsync(int count)
    {
        await using BlobStore store = await BlobStore.CreateAsync(OpenBackend(), Small);
        return await PutAsync(store, 0, count);
    }
}
