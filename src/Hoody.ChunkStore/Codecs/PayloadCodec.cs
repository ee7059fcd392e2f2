using K4os.Compression.LZ4;

namespace Hoody.ChunkStore.Codecs;

/// <summary>Turns the plain bytes of a blob into the payload of a record, and back. Thread-safe.</summary>
/// <remarks>Specification: FORMAT.md, "Codecs".</remarks>
internal static class PayloadCodec
{
    // Decoding costs more than reading a sixteenth more.
    private const int LeastSavedShare = 16;

    // A byte of an LZ4 block stands for 255 bytes at most; the first sequence adds a few.
    private const int MaxLz4Expansion = 255;

    internal static bool IsKnown(BlobCodec codec) => codec is BlobCodec.None or BlobCodec.Lz4 or BlobCodec.Zstd;

    /// <summary>The longest payload worth storing instead of the plain bytes; 0 when there is none.</summary>
    internal static int LongestWorthwhile(int plainLength) => plainLength - Math.Max(plainLength / LeastSavedShare, Math.Min(plainLength, 1));

    /// <summary>Whether a record of these lengths can be: asked before anything is allocated for it.</summary>
    internal static bool IsPossible(BlobCodec codec, int rawLength, int storedLength)
    {
        if (rawLength is < 0 or > BlobStore.MaxBlobLengthBytes || storedLength < 0 || storedLength > rawLength)
        {
            return false;
        }

        return codec switch
        {
            BlobCodec.None => storedLength == rawLength,
            BlobCodec.Lz4 => storedLength < rawLength && rawLength <= (long)storedLength * MaxLz4Expansion,
            _ => storedLength > 0 && storedLength < rawLength,
        };
    }

    /// <summary>Encodes <paramref name="plain"/> unless the result does not fit <paramref name="payload"/>.</summary>
    /// <returns>The length of the payload; 0 when it does not fit.</returns>
    internal static int Encode(BlobCodec codec, int zstdLevel, ReadOnlySpan<byte> plain, Span<byte> payload) => codec switch
    {
        BlobCodec.Lz4 => Math.Max(LZ4Codec.Encode(plain, payload), 0),
        BlobCodec.Zstd => ZstdContexts.Encode(zstdLevel, plain, payload),
        _ => 0,
    };

    /// <summary>Decodes a payload that must give exactly <paramref name="plain"/>'s length, whatever it claims itself.</summary>
    /// <returns>False when it is not such a payload; what is in <paramref name="plain"/> then is of no use.</returns>
    internal static bool TryDecode(BlobCodec codec, ReadOnlySpan<byte> payload, Span<byte> plain)
    {
        switch (codec)
        {
            case BlobCodec.None:
                return payload.Length == plain.Length && payload.TryCopyTo(plain);
            case BlobCodec.Lz4:
                return LZ4Codec.Decode(payload, plain) == plain.Length;
            default:
                return ZstdContexts.Decode(payload, plain) == plain.Length;
        }
    }
}
