namespace Hoody.ChunkStore.Collection;

/// <summary>Where a pack has a blob that is no chunk. Sorts as the ids of the blobs do.</summary>
/// <param name="Prefix">The first eight bytes of its id.</param>
/// <param name="Offset">Of its record.</param>
internal readonly record struct TreePlace(ulong Prefix, int Offset) : IComparable<TreePlace>
{
    public int CompareTo(TreePlace other) => Prefix == other.Prefix ? Offset.CompareTo(other.Offset) : Prefix.CompareTo(other.Prefix);
}
