using FsCheck.Xunit;
using Hoody.ChunkStore.Backends;

namespace Hoody.ChunkStore.Tests;

/// <summary>Any sequence of puts, flushes, failures and reopenings agrees with a dictionary.</summary>
public sealed class BlobStoreModelTests
{
    // Few contents, so that sequences meet the same blob again and again; one larger than a small pack.
    private static readonly (BlobKind Kind, byte[] Plain)[] s_blobs =
        [.. Enumerable.Range(0, 12).Select(i => ((BlobKind)((i % 4) + 1), StoreFixture.Bytes(i / 2, i == 11 ? 3000 : i * 60)))];

    [Property(MaxTest = 200)]
    public async Task The_store_agrees_with_a_dictionary(byte[] steps)
    {
        MemoryBackend backend = new();
        HashSet<int> present = [];
        HashSet<int> put = [];
        BlobStore store = await BlobStore.CreateAsync(backend, StoreFixture.SmallPacks);
        BlobWriter writer = store.BeginWrite();
        foreach (byte step in steps)
        {
            switch (step % 16)
            {
                case < 12:
                    (BlobKind kind, byte[] plain) = s_blobs[step % 16];
                    Assert.Equal(BlobId.Compute(kind, plain), await writer.PutAsync(kind, plain));
                    put.Add(step % 16);
                    break;
                case 12 or 13:
                    await writer.FlushAsync();
                    present.UnionWith(put);
                    await AssertHoldsAsync(store, present);
                    break;
                default:
                    // What was not flushed may be present, if its pack was full; the rest must be.
                    await writer.DisposeAsync();
                    await store.DisposeAsync();
                    store = await BlobStore.OpenAsync(backend, StoreFixture.SmallPacks);
                    writer = store.BeginWrite();
                    await AssertHoldsAsync(store, present);
                    put = [.. present];
                    break;
            }
        }

        await writer.FlushAsync();
        await AssertHoldsAsync(store, put);
        Assert.Empty(store.DamagedPacks);
        await writer.DisposeAsync();
        await store.DisposeAsync();
    }

    private static async Task AssertHoldsAsync(BlobStore store, HashSet<int> blobs)
    {
        foreach ((BlobKind kind, byte[] plain) in blobs.Select(i => s_blobs[i]))
        {
            BlobId id = BlobId.Compute(kind, plain);
            Assert.True(store.Contains(id));
            Assert.Equal(plain, await store.ReadAsync(id, kind));
        }

        // And nothing that was never put: every id it holds is one of ours.
        Assert.InRange(store.GetStatistics().Blobs, blobs.Count, s_blobs.Length);
    }
}
