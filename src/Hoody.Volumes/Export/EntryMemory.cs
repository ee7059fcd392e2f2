using Hoody.Volumes.Native;
using Hoody.Volumes.StatCaching;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Export;

/// <summary>Says what is to be remembered of an entry that was made or kept. Thread-safe.</summary>
/// <remarks>
/// An entry is trusted only if it is known to be what the tree has after its last change by the export, down to its attributes: else the next import would take the tree's word for it.
/// What is changed under the export has another time of change than the one remembered, or another time of modification than the tree's.
/// </remarks>
internal sealed class EntryMemory(ExportSession session)
{
    private readonly MetadataWriter _metadata = new(session);

    /// <summary>An entry that has to be looked at again, whatever its stamp.</summary>
    public static CachedEntry Unknown(TreeEntry entry) => new()
    {
        Stamp = new FileStamp(entry.Type, 0, 0, default, default),
        Content = entry.Content,
        HardLinkGroup = entry.HardLinkGroup,
    };

    /// <summary>What was made, and is in its place.</summary>
    /// <param name="made">It, open.</param>
    /// <param name="entry">What it is to be.</param>
    /// <param name="path">The same, for messages.</param>
    /// <param name="chunkIds">Of a file, the ids of a list that is one node.</param>
    public CachedEntry Made(Descriptor made, TreeEntry entry, TreePath path, ReadOnlyMemory<byte> chunkIds)
    {
        // Asked for first, so that what happens during the comparison shows in it.
        bool isExact = made.GetStatus(out FileStatus status) == Errno.None
            && status.Type == entry.Type
            && !_metadata.Differs(made, status, entry, path)
            && (entry.Type != EntryType.File || (status.Length == entry.Length && made.FindHoles(entry.Length).SequenceEqual(entry.Holes)));
        return isExact ? Exact(status, entry, chunkIds) : Unknown(entry);
    }

    /// <summary>What was there, and is equal to the tree's entry in all.</summary>
    public CachedEntry Kept(FileComparison comparison, TreeEntry entry) =>
        comparison.Proof is not { } proof ? Exact(comparison.Before, entry, comparison.ChunkIds)
        : proof.HardLinkGroup == entry.HardLinkGroup && !session.KeepsOtherHoles ? proof
        : Unknown(entry);

    private CachedEntry Exact(in FileStatus status, TreeEntry entry, ReadOnlyMemory<byte> chunkIds) => new()
    {
        Stamp = new FileStamp(status),
        IsTrusted = CanTrust(status, entry),
        Content = entry.Content,
        ChunkIds = chunkIds,
        HardLinkGroup = entry.HardLinkGroup,
    };

    /// <summary>A directory in which all is done.</summary>
    public CachedEntry Directory(Descriptor directory, TreeEntry entry, TreePath path, long offset) =>
        Made(directory, entry, path, default) with { DirectoryOffset = offset };

    // A file of several names has another stamp once the next of them is made, and they would have to agree.
    private bool CanTrust(in FileStatus status, TreeEntry entry) =>
        session.Cache is { } cache && session.Root is { } root
        && (entry.Type == EntryType.Directory || (!status.IsHardLinked && entry.HardLinkGroup == 0 && !session.KeepsOtherHoles))
        && cache.Trusts(root, status);
}
