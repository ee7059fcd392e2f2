namespace Hoody.ChunkStore.Packs;

/// <summary>Where a record stands in its pack.</summary>
internal readonly record struct PackEntryLocation(int Offset, int StoredLength)
{
    /// <summary>The bytes of the whole record, header and payload.</summary>
    internal int RecordLength => checked(PackRecordHeader.Size + StoredLength);
}
