using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Hoody.ChunkStore.Collection;

/// <summary>The first eight bytes of an id, as a number that sorts as the bytes do: the upper half of the index's key. A quarter of the memory, and enough for marking.</summary>
internal static class IdPrefix
{
    internal const int Size = sizeof(ulong);

    // Read where it lies: this is asked for every reference that a collection meets.
    internal static ulong Of(in BlobId id) => BinaryPrimitives.ReadUInt64BigEndian(MemoryMarshal.AsBytes(new ReadOnlySpan<BlobId>(in id)));
}
