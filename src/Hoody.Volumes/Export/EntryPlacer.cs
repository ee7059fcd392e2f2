using Hoody.Volumes.Native;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Export;

/// <summary>Moves what was made to where it belongs, if it is not there already.</summary>
internal sealed class EntryPlacer(ExportSession session)
{
    /// <summary>EEXIST beside it means that the name came meanwhile, or that the file system takes two names of the tree for one.</summary>
    public const string CannotBePlaced = "cannot be put in its place";

    private readonly TreeRemover _remover = new(session);

    /// <summary>Takes the place of what bore the name: at once, except for a directory, which is removed first. Where nothing did, nothing is replaced.</summary>
    /// <param name="directory">The directory of both names.</param>
    /// <param name="made">The name that it has; the entry's own where there is nothing to move, which is then only counted.</param>
    /// <param name="entry">What it is.</param>
    /// <param name="path">The same, for messages.</param>
    /// <param name="existing">What bore the name.</param>
    /// <param name="cancellationToken">Cancels the removal of a directory.</param>
    public void Place(
        Descriptor directory, EntryName made, TreeEntry entry, TreePath path, FileStatus? existing, CancellationToken cancellationToken)
    {
        if (existing?.Type == EntryType.Directory)
        {
            _remover.Remove(directory, entry.Name, path, cancellationToken);
        }

        Errno error = made == entry.Name ? Errno.None
            : existing is null ? RenameIfAbsent(directory, made, entry.Name)
            : directory.Rename(made, entry.Name);
        if (error != Errno.None)
        {
            throw session.Errors.Of(path, CannotBePlaced, error);
        }

        session.Count(path, existing is null ? ExportOutcome.Created : ExportOutcome.Replaced);
    }

    // Some file systems, most of those in user space, cannot; then it is two steps, which our own workers take one after another.
    private Errno RenameIfAbsent(Descriptor directory, EntryName from, EntryName to)
    {
        Errno error = directory.RenameIfAbsent(from, to);
        if (error is not (Errno.EINVAL or Errno.ENOSYS or Errno.EOPNOTSUPP))
        {
            return error;
        }

        lock (session.Placing)
        {
            error = directory.GetStatus(to, out _);
            return error == Errno.ENOENT ? directory.Rename(from, to) : error == Errno.None ? Errno.EEXIST : error;
        }
    }
}
