using FsCheck.Xunit;
using Hoody.ChunkStore.Codecs;

namespace Hoody.ChunkStore.Tests.Codecs;

public sealed class PayloadCodecTests
{
    public static TheoryData<BlobCodec> Compressing => new(BlobCodec.Lz4, BlobCodec.Zstd);

    [Property]
    public bool What_was_encoded_decodes_to_the_same_bytes(byte[] pattern, ushort length, bool isZstd)
    {
        BlobCodec codec = isZstd ? BlobCodec.Zstd : BlobCodec.Lz4;
        byte[] plain = new byte[length];
        for (int i = 0; i < length; i++)
        {
            plain[i] = pattern.Length == 0 ? (byte)0 : pattern[i % pattern.Length];
        }

        byte[] payload = new byte[plain.Length + 1000];
        int stored = PayloadCodec.Encode(codec, 1, plain, payload);
        byte[] decoded = new byte[plain.Length];
        return plain.Length == 0 || (PayloadCodec.TryDecode(codec, payload.AsSpan(0, stored), decoded) && decoded.AsSpan().SequenceEqual(plain));
    }

    [Theory]
    [MemberData(nameof(Compressing))]
    public void What_does_not_get_short_enough_is_not_encoded(BlobCodec codec)
    {
        byte[] plain = StoreFixture.Bytes(1, 100_000);
        Assert.Equal(0, PayloadCodec.Encode(codec, 1, plain, new byte[PayloadCodec.LongestWorthwhile(plain.Length)]));
    }

    [Theory]
    [MemberData(nameof(Compressing))]
    public void A_payload_must_fill_its_room_exactly(BlobCodec codec)
    {
        byte[] payload = new byte[1000];
        Span<byte> encoded = payload.AsSpan(0, PayloadCodec.Encode(codec, 1, new byte[10_000], payload));
        Assert.True(PayloadCodec.TryDecode(codec, encoded, new byte[10_000]));
        Assert.False(PayloadCodec.TryDecode(codec, encoded, new byte[9_999]));
        Assert.False(PayloadCodec.TryDecode(codec, encoded, new byte[10_001]));
        Assert.False(PayloadCodec.TryDecode(codec, encoded[..^1], new byte[10_000]));
    }

    [Theory]
    [MemberData(nameof(Compressing))]
    public void Damaged_and_random_payloads_never_harm_the_decoder(BlobCodec codec)
    {
        byte[] plain = new byte[5000];
        for (int i = 0; i < plain.Length; i++)
        {
            plain[i] = (byte)(i * i / 7);
        }

        byte[] payload = new byte[6000];
        int stored = PayloadCodec.Encode(codec, 1, plain, payload);
        Random random = new(7);
        byte[] room = new byte[plain.Length + 64];
        for (int round = 0; round < 20_000; round++)
        {
            byte[] damaged = round % 4 == 0 ? StoreFixture.Bytes(round, random.Next(1, 300)) : payload[..stored];
            for (int flips = random.Next(1, 5); flips > 0; flips--)
            {
                damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            }

            room.AsSpan(plain.Length).Fill(0xA5);
            PayloadCodec.TryDecode(codec, damaged, room.AsSpan(0, plain.Length));
            Assert.True(room.AsSpan(plain.Length).IndexOfAnyExcept((byte)0xA5) < 0, $"round {round} wrote beyond its room");
        }
    }

    [Theory]
    [InlineData(8 << 20)]
    [InlineData(1 << 20)]
    public void A_bomb_is_not_decoded_beyond_the_room_it_has(int claimed)
    {
        // A frame that says it holds 8 MiB of zeros, and does.
        byte[] payload = new byte[10_000];
        int stored = PayloadCodec.Encode(BlobCodec.Zstd, 1, new byte[claimed], payload);
        Assert.InRange(stored, 1, 10_000);
        Assert.False(PayloadCodec.TryDecode(BlobCodec.Zstd, payload.AsSpan(0, stored), new byte[100]));
    }

    [Fact]
    public void Frames_that_claim_a_huge_size_or_window_are_refused_without_allocating_them()
    {
        // Magic; descriptor: 8-byte content size, no single segment; window descriptor 0xFF: 3.75 TiB; size 2^62.
        byte[] frame = [0x28, 0xB5, 0x2F, 0xFD, 0xC0, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0x40, 1, 0, 0];
        byte[] room = new byte[100];
        PayloadCodec.TryDecode(BlobCodec.Zstd, frame, room);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(PayloadCodec.TryDecode(BlobCodec.Zstd, frame, room));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000);
    }

    [Theory]
    [InlineData(BlobCodec.None, 5, 5, true)]
    [InlineData(BlobCodec.None, 5, 4, false)]
    [InlineData(BlobCodec.None, 0, 0, true)]
    [InlineData(BlobCodec.None, -1, -1, false)]
    [InlineData(BlobCodec.None, BlobStore.MaxBlobLengthBytes, BlobStore.MaxBlobLengthBytes, true)]
    [InlineData(BlobCodec.None, BlobStore.MaxBlobLengthBytes + 1, BlobStore.MaxBlobLengthBytes + 1, false)]
    [InlineData(BlobCodec.Lz4, 255, 1, true)]
    [InlineData(BlobCodec.Lz4, 256, 1, false)]
    [InlineData(BlobCodec.Lz4, 1, 1, false)]
    [InlineData(BlobCodec.Lz4, 0, 0, false)]
    [InlineData(BlobCodec.Lz4, int.MaxValue, 8 << 20, false)]
    [InlineData(BlobCodec.Zstd, BlobStore.MaxBlobLengthBytes, 1, true)]
    [InlineData(BlobCodec.Zstd, 10, 0, false)]
    [InlineData(BlobCodec.Zstd, 10, -5, false)]
    [InlineData(BlobCodec.Zstd, int.MinValue, int.MinValue, false)]
    public void Lengths_that_cannot_be_are_known_before_anything_is_decoded(BlobCodec codec, int rawLength, int storedLength, bool isPossible) =>
        Assert.Equal(isPossible, PayloadCodec.IsPossible(codec, rawLength, storedLength));
}
