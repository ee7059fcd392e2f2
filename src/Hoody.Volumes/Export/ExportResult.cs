namespace Hoody.Volumes.Export;

/// <summary>What an export did. The root of the tree is not counted.</summary>
/// <param name="Created">Entries that were not there.</param>
/// <param name="Replaced">Entries whose data or type differed.</param>
/// <param name="MetadataOnly">Entries of which only owner, mode, time or attributes differed.</param>
/// <param name="Removed">Entries that the tree does not have, each one of a removed directory counted.</param>
/// <param name="Untouched">Entries that were equal already.</param>
/// <param name="BytesWritten">Bytes of data written into files.</param>
/// <param name="Notices">What could not be represented, in the order of the paths; empty when the directory equals the tree and the stat cache, if one was named, is written.</param>
public sealed record ExportResult(
    long Created, long Replaced, long MetadataOnly, long Removed, long Untouched, long BytesWritten, IReadOnlyList<ExportNotice> Notices)
{
    /// <summary>
    /// Bytes of data that new files share with the ones they replace, in place or in the old tree of an atomic export: not copied, and taking no room. 0 where the file system
    /// cannot (<c>ioctl_ficlonerange(2)</c>: xfs and btrfs can). Not among <see cref="BytesWritten"/>; all of them were read back and compared with the tree.
    /// </summary>
    public long BytesCloned { get; init; }

    /// <summary>Files whose data were not read, since <see cref="ExportOptions.StatCachePath"/> proves that they are what the tree has.</summary>
    public long FilesUnread { get; init; }

    /// <summary>
    /// What is not as in the tree, as a plan to mend it: empty when all of it reads back as it should. What the notices name is among it.
    /// Null unless <see cref="ExportOptions.Verify"/> asked for it.
    /// </summary>
    public ExportPlan? Verification { get; init; }
}
