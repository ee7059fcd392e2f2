namespace Hoody.ChunkStore.Reading;

/// <summary>One read: neighbouring records of one pack, and what lies between them.</summary>
internal readonly record struct ReadRange(ArraySegment<LocatedBlob> Blobs, int Offset, int Length)
{
    /// <summary>Enough that the cost of a read no longer counts; little enough to have several ahead.</summary>
    internal const int MaxLength = 2 << 20;

    /// <summary>Reading this much for nothing costs about as much as one more read.</summary>
    internal const int MaxGap = 64 << 10;

    /// <summary>The bytes of the records; one that is there twice counts twice.</summary>
    internal long RecordBytes { get; } = Blobs.Sum(blob => (long)blob.Location.RecordLength);

    /// <summary>Whether something lies between the records.</summary>
    internal bool HasGaps => RecordBytes < Length;

    /// <summary>Whether this read goes on where <paramref name="before"/> ends.</summary>
    internal bool Follows(ReadRange before) =>
        Blobs[0].PackId == before.Blobs[0].PackId && Offset - ((long)before.Offset + before.Length) is >= 0 and <= MaxGap;

    /// <summary>Splits blobs in pack order into the fewest reads that the two limits allow. A record longer than a read is one by itself.</summary>
    internal static IEnumerable<ReadRange> Plan(LocatedBlob[] blobs, int maxLength = MaxLength)
    {
        int first = 0;
        while (first < blobs.Length)
        {
            int next = first + 1;
            long end = blobs[first].End;
            while (next < blobs.Length && CanJoin(blobs[first], end, blobs[next], maxLength))
            {
                end = Math.Max(end, blobs[next].End); // the same blob may have been asked for twice
                next++;
            }

            int offset = blobs[first].Location.Offset;
            yield return new ReadRange(new ArraySegment<LocatedBlob>(blobs, first, next - first), offset, checked((int)(end - offset)));
            first = next;
        }
    }

    private static bool CanJoin(LocatedBlob first, long end, LocatedBlob next, int maxLength) =>
        next.PackId == first.PackId
        && next.Location.Offset - end <= MaxGap
        && next.End - first.Location.Offset <= maxLength;
}
