using Hoody.ChunkStore.Packs;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Reading;

/// <summary>A blob that is to be read: its place in the caller's list, the kind it must have, and its place in the store.</summary>
internal readonly record struct LocatedBlob(int Index, BlobId Id, BlobKind Kind, Blake3Digest PackId, PackEntryLocation Location)
{
    internal long End => (long)Location.Offset + Location.RecordLength;

    internal static int InPackOrder(LocatedBlob left, LocatedBlob right)
    {
        int order = left.PackId.CompareTo(right.PackId);
        return order != 0 ? order : left.Location.Offset.CompareTo(right.Location.Offset);
    }
}
