namespace Hoody.Volumes.Overlays;

/// <summary>A run of a file's bytes that was written since the snapshot.</summary>
/// <param name="Offset">Where in the file it begins.</param>
/// <param name="Length">How long it is, at least 1.</param>
/// <param name="JournalOffset">Where in the journal its bytes are.</param>
internal readonly record struct Extent(long Offset, long Length, long JournalOffset)
{
    public long End => Offset + Length;

    /// <summary>The part of it from <paramref name="start"/> to <paramref name="end"/>, which lie within it.</summary>
    public Extent Slice(long start, long end) => new(start, end - start, JournalOffset + (start - Offset));
}
