using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Indexes;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests.Indexes;

/// <summary>A process opens a store while another writes a run of the index, and takes its parts, which have no head yet, for those of a dead one.</summary>
public sealed class SlowIndexWriterTests
{
    private static BlobStoreOptions Options => StoreFixture.SmallPacks with { IndexTailPacks = 1000, IndexPartEntries = 4 };

    [Fact]
    public async Task A_run_that_was_finished_since_is_left_alone()
    {
        MemoryBackend memory = new();
        HookedBackend backend = new(memory);
        await using BlobStore writer = await BlobStore.CreateAsync(backend, Options);
        BlobId[] ids = await PutAsync(writer);
        BlobStore? other = null;
        BeforeHead(backend, async _ => other = await BlobStore.OpenAsync(memory, Options));
        await writer.Index.Compactor.CompactAsync(default);
        string[] run = await memory.NamesAsync(IndexName.Head(Assert.Single(writer.Index.Runs).Id));
        Assert.InRange(run.Length, 3, int.MaxValue);

        await using (Assert.IsType<BlobStore>(other))
        {
            await other.Index.Compactor.CompactAsync(default);
        }

        Assert.Superset(run.ToHashSet(), (await memory.NamesAsync(IndexName.Prefix)).ToHashSet());
        await AssertHoldsAsync(writer, ids);
        await using BlobStore reopened = await BlobStore.OpenAsync(memory, Options);
        await AssertHoldsAsync(reopened, ids);
    }

    [Theory]
    [InlineData(0)] // a head stands for the parts, which are all there
    [InlineData(1)] // some of them are gone
    [InlineData(-1)] // all are
    public async Task A_writer_gives_its_run_up_when_somebody_is_deleting_its_parts(int part)
    {
        MemoryBackend memory = new();
        HookedBackend backend = new(memory);
        await using BlobStore writer = await BlobStore.CreateAsync(backend, Options);
        BlobId[] ids = await PutAsync(writer);
        HookedBackend others = new(memory);
        TaskCompletionSource reached = new();
        TaskCompletionSource goOn = new();
        Task deleting = Task.CompletedTask;
        BlobStore? other = null;
        Guid run = default;
        BeforeHead(backend, async id =>
        {
            run = id;
            other = await BlobStore.OpenAsync(others, Options);
            others.Before = async (called, name) =>
            {
                if (called == BackendOperation.Delete && IndexName.TryParse(name, out Guid of, out int which) && of == id && which == part)
                {
                    reached.TrySetResult();
                    await goOn.Task;
                }
            };
            deleting = other.Index.Compactor.CompactAsync(default);
            await reached.Task;
        });
        await writer.Index.Compactor.CompactAsync(default);
        Assert.Empty(writer.Index.Runs);
        goOn.SetResult();
        await deleting;
        Assert.Empty(await memory.NamesAsync(IndexName.Head(run)));
        await AssertHoldsAsync(writer, ids);

        await writer.Index.Compactor.CompactAsync(default);
        Assert.Single(writer.Index.Runs);
        await Assert.IsType<BlobStore>(other).DisposeAsync();
        await using BlobStore reopened = await BlobStore.OpenAsync(memory, Options);
        await AssertHoldsAsync(reopened, ids);
    }

    [Fact]
    public async Task Who_is_killed_after_putting_a_head_in_the_place_of_strays_leaves_a_run_that_tells_of_nothing()
    {
        MemoryBackend memory = new();
        BlobId[] ids;
        await using (BlobStore writer = await BlobStore.CreateAsync(memory, Options))
        {
            ids = await PutAsync(writer);
            await writer.Index.Compactor.CompactAsync(default);
            await memory.DeleteAsync(IndexName.Head(Assert.Single(writer.Index.Runs).Id), default);
        }

        HookedBackend others = new(memory) { Before = (operation, _) => operation == BackendOperation.Delete ? throw new IOException("killed") : Task.CompletedTask };
        await using (BlobStore killed = await BlobStore.OpenAsync(others, Options))
        {
            await Assert.ThrowsAsync<IOException>(() => killed.Index.Compactor.CompactAsync(default));
            others.Before = (_, _) => Task.CompletedTask;
        }

        await using BlobStore store = await BlobStore.OpenAsync(memory, Options);
        await AssertHoldsAsync(store, ids);
        Assert.True((await store.VerifyAsync()).IsSound);
    }

    private static Task<BlobId[]> PutAsync(BlobStore store) =>
        store.PutAsync([.. Enumerable.Range(0, 30).Select(i => (BlobKind.Chunk, StoreFixture.Bytes(i, 900)))]);

    private static async Task AssertHoldsAsync(BlobStore store, BlobId[] ids)
    {
        foreach (BlobId id in ids)
        {
            Assert.Equal(id, BlobId.Compute(BlobKind.Chunk, await store.ReadAsync(id, BlobKind.Chunk)));
        }
    }

    /// <summary>Does something once, when the writer has written all parts of a run.</summary>
    private static void BeforeHead(HookedBackend backend, Func<Guid, Task> action) => backend.Before = async (operation, name) =>
    {
        if (operation == BackendOperation.Create && IndexName.TryParse(name, out Guid run, out int part) && part < 0)
        {
            backend.Before = (_, _) => Task.CompletedTask;
            await action(run);
        }
    };
}
