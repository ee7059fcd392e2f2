using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Hoody.ChunkStore.Indexes;

/// <summary>What the index knows of an id: its first 16 bytes, as a number that sorts as the bytes do.</summary>
/// <remarks>
/// Half an id halves the index. Two blobs with one key need about 2⁶⁴ hashes to be found by somebody who looks for them, and the second of
/// them would then count as present; a reader, who compares whole ids, refuses it.
/// </remarks>
internal static class IndexKey
{
    internal const int Size = 16;

    // Read where it lies: this is asked for every reference that a collection meets.
    internal static UInt128 Of(in BlobId id) => BinaryPrimitives.ReadUInt128BigEndian(MemoryMarshal.AsBytes(new ReadOnlySpan<BlobId>(in id)));
}
