using System.Buffers.Binary;
using Hoody.ChunkStore.Closures;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Tests.Closures;

public sealed class ClosureTableTests
{
    // Written by other code: python and b3sum.
    private static readonly byte[] s_golden =
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "closures-v1", "closures", "0000000000000000003"));

    [Fact]
    public void A_table_of_version_1_is_read_and_written()
    {
        ClosureTable table = ClosureTable.Decode(s_golden, "table");

        Assert.Equal([new Blake3Digest(Filled(1)), new Blake3Digest(Filled(255))], table.Packs.Order());
        Assert.Equal([new BlobId(Filled(2)), new BlobId(Filled(3)), new BlobId(Filled(254))], table.Blobs.Order());
        Assert.Equal(s_golden, table.Encode());
    }

    [Fact]
    public void A_table_with_any_bit_flipped_or_any_length_is_refused()
    {
        for (int bit = 0; bit < s_golden.Length * 8; bit++)
        {
            byte[] damaged = [.. s_golden];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            AssertRefused(damaged);
        }

        for (int length = 0; length < s_golden.Length; length++)
        {
            AssertRefused(s_golden[..length]);
        }

        AssertRefused([.. s_golden, 0]);
    }

    [Fact]
    public void Ids_out_of_order_or_twice_are_refused_though_the_hash_is_right()
    {
        AssertRefused(Sealed(packs: [1, 1], blobs: [2]));
        AssertRefused(Sealed(packs: [2, 1], blobs: [2]));
        AssertRefused(Sealed(packs: [1], blobs: [3, 2]));
        ClosureTable.Decode(Sealed(packs: [1, 2], blobs: [2, 3]), "table");
    }

    [Fact]
    public void A_later_version_is_refused_by_its_number()
    {
        byte[] later = [.. s_golden];
        later[3] = (byte)'2';
        Assert.Contains("version 2", Assert.Throws<UnsupportedFormatException>(() => ClosureTable.Decode(later, "table")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, -1)]
    [InlineData(int.MaxValue, int.MaxValue)]
    [InlineData(int.MinValue, 5)]
    [InlineData(ClosureTable.MaxPacks + 1, 0)]
    [InlineData(0, ClosureTable.MaxBlobs + 1)]
    public void Counts_that_cannot_be_are_refused_before_anything_is_allocated(int packs, int blobs)
    {
        byte[] hostile = [.. s_golden];
        BinaryPrimitives.WriteInt32LittleEndian(hostile.AsSpan(4), packs);
        BinaryPrimitives.WriteInt32LittleEndian(hostile.AsSpan(8), blobs);
        long before = GC.GetAllocatedBytesForCurrentThread();
        AssertRefused(hostile);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    private static byte[] Sealed(byte[] packs, byte[] blobs)
    {
        byte[] bytes = new byte[16 + ((packs.Length + blobs.Length + 1) * 32)];
        "HCS1"u8.CopyTo(bytes);
        (bytes[4], bytes[8]) = ((byte)packs.Length, (byte)blobs.Length);
        foreach ((int i, byte value) in packs.Concat(blobs).Index())
        {
            bytes.AsSpan(16 + (i * 32), 32).Fill(value);
        }

        Blake3Hasher.Hash(bytes.AsSpan(0, bytes.Length - 32)).CopyTo(bytes.AsSpan(bytes.Length - 32));
        return bytes;
    }

    private static void AssertRefused(byte[] bytes)
    {
        ChunkStoreException error = Assert.ThrowsAny<ChunkStoreException>(() => ClosureTable.Decode(bytes, "table"));
        Assert.True(error is CorruptDataException or UnsupportedFormatException);
    }

    private static byte[] Filled(byte value)
    {
        byte[] bytes = new byte[32];
        bytes.AsSpan().Fill(value);
        return bytes;
    }
}
