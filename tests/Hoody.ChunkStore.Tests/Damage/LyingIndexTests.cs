using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Indexes;
using Hoody.ChunkStore.Tests.Verification;
using Hoody.ChunkStore.Verification;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests.Damage;

/// <summary>An index without a fault of its own that tells other than the packs: nothing but the packs can convict it.</summary>
public sealed class LyingIndexTests
{
    private static readonly BlobId s_stranger = BlobId.Compute(BlobKind.Chunk, "never put"u8);

    public static TheoryData<string> Lies => new(s_lies.Keys);

    private static readonly Dictionary<string, Action<List<(UInt128 Key, IndexPlace Place)>>> s_lies = new(StringComparer.Ordinal)
    {
        ["tells of a stranger in a blob's place"] = entries => entries[3] = (IndexKey.Of(s_stranger), entries[3].Place),
        ["leaves a blob out"] = entries => entries.RemoveAt(3),
        ["leaves all blobs out"] = entries => entries.Clear(),
        ["tells of one blob twice, and of another not at all"] = entries => entries[3] = entries[4],
        ["has two blobs change places"] = entries =>
            (entries[3], entries[4]) = ((entries[3].Key, entries[4].Place), (entries[4].Key, entries[3].Place)),
        ["tells another offset"] = entries => entries[3] = (entries[3].Key, entries[3].Place with { Offset = entries[3].Place.Offset + 1 }),
        ["tells a shorter payload"] = entries => entries[3] = (entries[3].Key, entries[3].Place with { StoredLength = entries[3].Place.StoredLength - 1 }),
        ["tells a longer blob"] = entries => entries[3] = (entries[3].Key, entries[3].Place with { RawLength = entries[3].Place.RawLength + 1 }),
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task A_verification_convicts_it_and_the_store_then_holds_what_the_packs_hold(string lie)
    {
        (SortedDictionary<string, byte[]> objects, BlobId[] ids) = await Forgery.IndexedAsync();
        Forgery.ForgeEntries(objects, s_lies[lie]);
        MemoryBackend backend = await BackendContent.ToBackendAsync(objects);
        await using (BlobStore store = await BlobStore.OpenAsync(backend))
        {
            VerificationReport report = await store.FindDamageAsync(VerificationDepth.Structure);
            DamagedObject index = Assert.Single(report.Objects);
            Assert.Equal(IndexName.Head(default), index.Name);
            Assert.Contains("tells other than pack", index.Reason, StringComparison.Ordinal);
            Assert.Empty(report.Packs);
            await AssertHoldsAsync(store, ids);
            await store.Index.Compactor.CompactAsync(default);
        }

        Assert.True((await backend.FindDamageAsync()).IsSound);
    }

    [Theory]
    [InlineData("has two blobs change places")]
    [InlineData("tells another offset")]
    [InlineData("tells a shorter payload")]
    [InlineData("tells a longer blob")]
    public async Task A_read_that_finds_another_blob_convicts_it_and_finds_the_right_one(string lie)
    {
        (SortedDictionary<string, byte[]> objects, BlobId[] ids) = await Forgery.IndexedAsync();
        Forgery.ForgeEntries(objects, s_lies[lie]);
        await using (BlobStore store = await BlobStore.OpenAsync(await BackendContent.ToBackendAsync(objects)))
        {
            await AssertHoldsAsync(store, ids);
        }

        await using (BlobStore store = await BlobStore.OpenAsync(await BackendContent.ToBackendAsync(objects)))
        {
            List<BlobId> read = [];
            await foreach (FetchedBlob blob in store.GetManyAsync(ids, BlobKind.Chunk))
            {
                using (blob)
                {
                    Assert.Equal(blob.Id, BlobId.Compute(BlobKind.Chunk, blob.Plain.Span));
                    read.Add(blob.Id);
                }
            }

            Assert.Equal(ids.Order(), read.Order());
        }
    }

    private static async Task AssertHoldsAsync(BlobStore store, BlobId[] ids)
    {
        foreach (BlobId id in ids)
        {
            Assert.Equal(id, BlobId.Compute(BlobKind.Chunk, await store.ReadAsync(id, BlobKind.Chunk)));
        }

        Assert.False(store.Contains(s_stranger));
    }
}
