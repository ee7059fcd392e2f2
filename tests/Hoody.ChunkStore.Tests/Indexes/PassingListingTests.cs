using System.Buffers;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Indexes;

namespace Hoody.ChunkStore.Tests.Indexes;

/// <summary>A run is made while somebody lists the index: the listing may have its head, which comes last, and not all of its parts.</summary>
public sealed class PassingListingTests
{
    private static BlobStoreOptions Options => StoreFixture.SmallPacks with { IndexTailPacks = int.MaxValue, IndexPartEntries = 4 };

    [Fact]
    public async Task A_run_that_comes_while_the_index_is_listed_is_no_damage()
    {
        MemoryBackend memory = new();
        PassingBackend backend = new(memory);
        await using BlobStore store = await BlobStore.CreateAsync(backend, Options);
        string[] run;
        await using (BlobStore writer = await BlobStore.OpenAsync(memory, Options))
        {
            await writer.PutAsync([.. Enumerable.Range(0, 30).Select(i => (BlobKind.Chunk, StoreFixture.Bytes(i, 100)))]);
            await writer.Index.Compactor.CompactAsync(default);
            run = await memory.NamesAsync(IndexName.Prefix);
        }

        await store.RefreshAsync();
        backend.LeftOut = run[^1];
        Assert.Empty((await store.VerifyAsync()).Objects);
        Assert.Null(backend.LeftOut);
        await store.Index.Compactor.CompactAsync(default);
        Assert.Equal(run, (await memory.NamesAsync(IndexName.Prefix)).Intersect(run));
    }

    /// <summary>Has come past the place of an object when that is created, once.</summary>
    private sealed class PassingBackend(IStorageBackend inner) : BackendDecorator(inner)
    {
        internal string? LeftOut { get; set; }

        public override ValueTask<bool> CreateIfAbsentAsync(string name, ReadOnlySequence<byte> content, CancellationToken cancellationToken) =>
            Inner.CreateIfAbsentAsync(name, content, cancellationToken);

        public override ValueTask<int> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken) =>
            Inner.ReadAsync(name, offset, destination, cancellationToken);

        public override ValueTask<long?> GetLengthAsync(string name, CancellationToken cancellationToken) => Inner.GetLengthAsync(name, cancellationToken);

        public override IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken)
        {
            string? leftOut = prefix == IndexName.Prefix ? LeftOut : null;
            LeftOut = leftOut is null ? LeftOut : null;
            return Inner.ListAsync(prefix, cancellationToken).Where(found => found.Name != leftOut);
        }

        public override ValueTask DeleteAsync(string name, CancellationToken cancellationToken) => Inner.DeleteAsync(name, cancellationToken);
    }
}
