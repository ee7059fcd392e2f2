using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Indexes;

namespace Hoody.ChunkStore.Tests.Indexes;

/// <summary>A process that merges nothing itself, beside one that does.</summary>
public sealed class ReplacedRunTests
{
    private static BlobStoreOptions Options => StoreFixture.SmallPacks with { IndexTailPacks = 1000 };

    [Fact]
    public async Task A_process_that_only_reads_lets_go_of_runs_that_another_has_merged()
    {
        MemoryBackend backend = new();
        await using BlobStore writer = await BlobStore.CreateAsync(backend, Options);
        await using BlobStore reader = await BlobStore.OpenAsync(backend, Options);
        List<BlobId> ids = [];
        for (int i = 0; i < 20; i++)
        {
            ids.AddRange(await PutAsync(writer, i * 40));
            await writer.Index.Compactor.CompactAsync(default);
            await reader.RefreshAsync();
        }

        Assert.Equal(writer.Index.Runs.Select(run => run.Id).Order(), reader.Index.Runs.Select(run => run.Id).Order());
        Assert.All(ids, id => Assert.True(reader.Contains(id)));
        Assert.Equal(ids.Count, reader.Index.EntryCount);
    }

    [Fact]
    public async Task A_process_keeps_its_runs_when_somebody_deletes_the_index()
    {
        MemoryBackend backend = new();
        await using BlobStore writer = await BlobStore.CreateAsync(backend, Options);
        BlobId[] ids = await PutAsync(writer, 0);
        await writer.Index.Compactor.CompactAsync(default);
        await using BlobStore reader = await BlobStore.OpenAsync(backend, Options);
        foreach (string name in await backend.NamesAsync(IndexName.Prefix))
        {
            await backend.DeleteAsync(name, default);
        }

        ids = [.. ids, .. await PutAsync(writer, 40)];
        await reader.RefreshAsync();
        Assert.Single(reader.Index.Runs);
        Assert.All(ids, id => Assert.True(reader.Contains(id)));
    }

    private static Task<BlobId[]> PutAsync(BlobStore store, int first) =>
        store.PutAsync([.. Enumerable.Range(first, 40).Select(i => (BlobKind.Chunk, StoreFixture.Bytes(i, 900)))]);
}
