using System.Buffers;
using K4os.Compression.LZ4;

namespace Hoody.ChunkStore.Codecs;

/// <summary>Tells from a sample whether bytes are worth compressing, for a small part of what compressing them would cost.</summary>
/// <remarks>
/// Media, archives and encrypted data fill most large disks, and cost the most to try. Three pieces are looked at, because such files
/// often begin with a compressible header. The answer decides about room and time only, never about correctness.
/// </remarks>
internal static class CompressionProbe
{
    private const int PieceLength = 4 << 10;
    private const int SampleLength = 3 * PieceLength;

    // What LZ4 saves in so short a sample it saves in the whole as well, where matches are closer at hand.
    private const int LongestPromising = SampleLength - (SampleLength / 64);

    // Zstandard codes bytes by their frequency: below this many bits a byte it saves a sixteenth even where nothing repeats.
    private const double PromisingBits = 7.5;

    internal static bool IsPromising(BlobCodec codec, ReadOnlySpan<byte> plain)
    {
        if (plain.Length <= 2 * SampleLength)
        {
            return true; // trying costs little more than asking
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(SampleLength + LongestPromising);
        try
        {
            Span<byte> sample = buffer.AsSpan(0, SampleLength);
            plain[..PieceLength].CopyTo(sample);
            plain.Slice((plain.Length - PieceLength) / 2, PieceLength).CopyTo(sample[PieceLength..]);
            plain[^PieceLength..].CopyTo(sample[(2 * PieceLength)..]);
            return (codec == BlobCodec.Zstd && BitsPerByte(sample) < PromisingBits) // first: a tenth of the other's cost, and it settles most
                || LZ4Codec.Encode(sample, buffer.AsSpan(SampleLength, LongestPromising)) > 0;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Shannon's entropy of the byte frequencies.</summary>
    internal static double BitsPerByte(ReadOnlySpan<byte> sample)
    {
        Span<int> counts = stackalloc int[256];
        counts.Clear();
        foreach (byte value in sample)
        {
            counts[value]++;
        }

        double sum = 0;
        foreach (int count in counts)
        {
            sum += count == 0 ? 0 : count * Math.Log2(count);
        }

        return Math.Log2(sample.Length) - (sum / sample.Length);
    }
}
