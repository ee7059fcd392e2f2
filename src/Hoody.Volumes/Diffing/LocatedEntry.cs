using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Diffing;

/// <summary>An entry and where in its tree it is.</summary>
internal readonly record struct LocatedEntry(TreePath Path, TreeEntry Entry)
{
    /// <summary>Equal for entries that can be one and the same, moved.</summary>
    public (EntryType, ChunkStore.BlobId, long) Data => (Entry.Type, Entry.ContentOnlyId, Entry.Length);

    /// <summary>Whether it holds enough for equal data to mean anything: many files are empty, and many links equal.</summary>
    public bool IsTelling => Entry.Type == EntryType.Directory ? Entry.Totals.Entries > 0 : Entry.Length > 0;

    /// <summary>How many entries it is, with itself; a directory's equal has as many, and what is in it fewer.</summary>
    public long Size => Entry.Totals.Entries + 1;
}
