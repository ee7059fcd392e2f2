using System.Buffers.Binary;

namespace Hoody.ChunkStore.Indexes;

/// <summary>What the index knows of an id: its first 16 bytes, as a number that sorts as the bytes do.</summary>
/// <remarks>
/// Half an id halves the index. Two blobs with one key need about 2⁶⁴ hashes to be found by somebody who looks for them, and the second of
/// them would then count as present; a reader, who compares whole ids, refuses it.
/// </remarks>
internal static class IndexKey
{
    internal const int Size = 16;

    internal static UInt128 Of(BlobId id)
    {
        Span<byte> bytes = stackalloc byte[BlobId.LengthBytes];
        id.CopyTo(bytes);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
