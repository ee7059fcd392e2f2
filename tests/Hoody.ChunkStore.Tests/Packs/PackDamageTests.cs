using System.Buffers.Binary;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Packs;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests.Packs;

/// <summary>Damage of any kind to one pack is noticed, never returned as data, and leaves every other pack readable.</summary>
public sealed class PackDamageTests
{
    private static readonly (BlobKind Kind, byte[] Plain)[] s_chunks =
        [(BlobKind.Chunk, StoreFixture.Bytes(1, 40)), (BlobKind.Chunk, []), (BlobKind.Chunk, StoreFixture.Bytes(2, 25))];

    private static readonly (BlobKind Kind, byte[] Plain)[] s_trees = [(BlobKind.Tree, StoreFixture.Bytes(3, 30))];

    [Fact]
    public async Task Every_flipped_bit_is_noticed()
    {
        (SortedDictionary<string, byte[]> objects, string pack) = await FillAsync();
        byte[] whole = objects[pack];
        for (int bit = 0; bit < whole.Length * 8; bit++)
        {
            byte[] damaged = [.. whole];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            objects[pack] = damaged;
            Assert.True(await IsDamageNoticedAsync(objects), $"bit {bit % 8} of byte {bit / 8}");
        }
    }

    [Fact]
    public async Task Every_truncation_and_every_extension_is_noticed()
    {
        (SortedDictionary<string, byte[]> objects, string pack) = await FillAsync();
        byte[] whole = objects[pack];
        for (int length = 0; length < whole.Length; length++)
        {
            objects[pack] = whole[..length];
            Assert.True(await IsDamageNoticedAsync(objects), $"cut to {length} bytes");
        }

        objects[pack] = [.. whole, 0];
        Assert.True(await IsDamageNoticedAsync(objects), "one byte more");
    }

    [Fact]
    public async Task Every_zeroed_range_of_16_bytes_is_noticed()
    {
        (SortedDictionary<string, byte[]> objects, string pack) = await FillAsync();
        byte[] whole = objects[pack];
        for (int start = 0; start + 16 <= whole.Length; start++)
        {
            byte[] damaged = [.. whole];
            damaged.AsSpan(start, 16).Clear();
            objects[pack] = damaged;
            Assert.True(await IsDamageNoticedAsync(objects), $"zeros at {start}");
        }
    }

    [Fact]
    public async Task Two_packs_that_changed_places_are_both_set_aside_with_the_reason()
    {
        (SortedDictionary<string, byte[]> objects, _) = await FillAsync();
        string[] packs = [.. objects.Keys.Where(name => name.StartsWith(PackName.Prefix, StringComparison.Ordinal))];
        (objects[packs[0]], objects[packs[1]]) = (objects[packs[1]], objects[packs[0]]);

        await using BlobStore store = await BlobStore.OpenAsync(await BackendContent.ToBackendAsync(objects));
        Assert.Equal(packs, store.DamagedPacks.Select(damaged => damaged.Name).Order(StringComparer.Ordinal));
        Assert.All(store.DamagedPacks, damaged => Assert.Contains("its content is that of pack", damaged.Reason, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("packs/README")]
    [InlineData("packs/ab/notes.txt")]
    [InlineData("packs/ab/ab")]
    [InlineData("packs/00/ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    [InlineData("packs/ff/ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    [InlineData("packs/ff/FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF")]
    public async Task A_foreign_file_among_the_packs_is_named_and_harms_no_other(string name)
    {
        (SortedDictionary<string, byte[]> objects, _) = await FillAsync();
        objects[name] = StoreFixture.Bytes(9, 500);
        await using BlobStore store = await BlobStore.OpenAsync(await BackendContent.ToBackendAsync(objects));
        Assert.Equal(name, Assert.Single(store.DamagedPacks).Name);
        foreach ((BlobKind kind, byte[] plain) in s_chunks.Concat(s_trees))
        {
            Assert.Equal(plain, await store.ReadAsync(BlobId.Compute(kind, plain), kind));
        }
    }

    [Fact]
    public async Task A_pack_of_a_later_version_is_named_as_such()
    {
        (SortedDictionary<string, byte[]> objects, string pack) = await FillAsync();
        objects[pack][^1] = (byte)'2';
        await using BlobStore store = await BlobStore.OpenAsync(await BackendContent.ToBackendAsync(objects));
        Assert.Contains("pack version 2", Assert.Single(store.DamagedPacks).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_read_that_misses_tells_of_damaged_packs_and_the_same_blobs_can_be_stored_again()
    {
        (SortedDictionary<string, byte[]> objects, string pack) = await FillAsync();
        objects[pack][^5] ^= 1;
        MemoryBackend backend = await BackendContent.ToBackendAsync(objects);
        await using (BlobStore store = await BlobStore.OpenAsync(backend))
        {
            BlobId id = BlobId.Compute(BlobKind.Chunk, s_chunks[0].Plain);
            BlobNotFoundException error = await Assert.ThrowsAsync<BlobNotFoundException>(() => store.ReadAsync(id, BlobKind.Chunk));
            Assert.Contains("1 damaged pack", error.Message, StringComparison.Ordinal);
            await store.PutAsync(s_chunks);
        }

        await using BlobStore healed = await BlobStore.OpenAsync(backend);
        foreach ((BlobKind kind, byte[] plain) in s_chunks)
        {
            Assert.Equal(plain, await healed.ReadAsync(BlobId.Compute(kind, plain), kind));
        }
    }

    [Theory]
    [InlineData(int.MaxValue, 0L)]
    [InlineData(int.MinValue, 0L)]
    [InlineData(-1, 0L)]
    [InlineData(0, long.MaxValue)]
    [InlineData(0, long.MinValue)]
    [InlineData(100_000_000, -4_400_000_064L)]
    public void A_footer_whose_numbers_cannot_be_is_refused_before_anything_is_allocated(int count, long recordsLength)
    {
        byte[] tail = new byte[PackFooter.Size];
        BinaryPrimitives.WriteInt64LittleEndian(tail.AsSpan(32), recordsLength);
        BinaryPrimitives.WriteInt32LittleEndian(tail.AsSpan(40), count);
        "HPK1"u8.CopyTo(tail.AsSpan(44));
        Assert.Throws<CorruptDataException>(() => PackFooter.Read(tail, 1000, "pack"));
    }

    /// <summary>A store with a data pack of three chunks, whose name is returned, and a tree pack.</summary>
    private static async Task<(SortedDictionary<string, byte[]> Objects, string DataPack)> FillAsync()
    {
        MemoryBackend backend = new();
        await using BlobStore store = await BlobStore.CreateAsync(backend);
        await store.PutAsync(s_chunks);
        string pack = Assert.Single(await backend.NamesAsync(PackName.Prefix));
        await store.PutAsync(s_trees);
        return (await BackendContent.ReadAsync(backend), pack);
    }

    /// <summary>Reads everything. Whatever is returned must be right, and the tree pack must be readable.</summary>
    private static async Task<bool> IsDamageNoticedAsync(SortedDictionary<string, byte[]> objects)
    {
        await using BlobStore store = await BlobStore.OpenAsync(await BackendContent.ToBackendAsync(objects));
        Assert.Equal(s_trees[0].Plain, await store.ReadAsync(BlobId.Compute(BlobKind.Tree, s_trees[0].Plain), BlobKind.Tree));
        bool isNoticed = store.DamagedPacks.Count > 0;
        foreach ((BlobKind kind, byte[] plain) in s_chunks)
        {
            try
            {
                Assert.Equal(plain, await store.ReadAsync(BlobId.Compute(kind, plain), kind));
            }
            catch (Exception error) when (error is CorruptDataException or BlobNotFoundException)
            {
                isNoticed = true;
            }
        }

        return isNoticed;
    }
}
