using Hoody.Volumes.Native;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Export;

/// <summary>A file from which one that is being written takes what both have at the same place.</summary>
/// <remarks>Somebody may write to it at any time: what is taken counts only once it was hashed where it arrived.</remarks>
internal sealed class FileDonor : IDisposable
{
    private FileDonor(Descriptor file, in FileStatus status, int likelyChunks, bool mayBeCopied)
    {
        File = file;
        (LengthBytes, BlockLength, LikelyChunks, MayBeCopied) = (status.Length, Math.Max(1, status.BlockLength), likelyChunks, mayBeCopied);
    }

    public Descriptor File { get; }

    public long LengthBytes { get; }

    /// <summary>A range that is to be shared begins and ends at a multiple of it.</summary>
    public int BlockLength { get; }

    /// <summary>So many chunks at the beginning are probably the same: they need not be read before they are shared.</summary>
    public int LikelyChunks { get; }

    /// <summary>Whether it is as good as the store where nothing can be shared.</summary>
    public bool MayBeCopied { get; }

    /// <summary>The file that is to be replaced.</summary>
    public static FileDonor? InPlace(Descriptor? old, FileComparison comparison) =>
        old is not null && old.GetStatus(out FileStatus status) == Errno.None
            ? new FileDonor(old, status, comparison.EqualChunks, mayBeCopied: true)
            : null;

    /// <summary>The file of the same path in the tree that is to be exchanged for the new one; null when there is none to be read.</summary>
    public static FileDonor? InOldTree(Descriptor root, TreeEntry entry, TreePath path)
    {
        Errno error = root.OpenDirectoryBeneath(path.Parent, out Descriptor directory);
        using Descriptor opened = directory;
        if (error != Errno.None)
        {
            return null;
        }

        error = directory.OpenFile(entry.Name, out Descriptor file);
        FileStatus status = default;
        error = error == Errno.None ? file.GetStatus(out status) : error;
        if (error == Errno.None && status.Type == EntryType.File && status.Length > 0)
        {
            bool isLikely = status.Length == entry.Length && status.ModifiedTime == entry.ModifiedTime;
            return new FileDonor(file, status, isLikely ? int.MaxValue : 0, mayBeCopied: false);
        }

        file.Dispose();
        return null;
    }

    public void Dispose() => File.Dispose();
}
