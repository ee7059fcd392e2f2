using Hoody.Volumes.Native;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Export;

/// <summary>Removes entries, directories with all they hold, through descriptors: no link is followed and no mount is entered. A plan only counts them.</summary>
internal sealed class TreeRemover(ExportSession session)
{
    /// <summary>Removes what bears <paramref name="name"/>; that it is gone already is no error.</summary>
    public void Remove(Descriptor parent, EntryName name, TreePath path, CancellationToken cancellationToken)
    {
        Errno error = RemoveFile(parent, name);
        if (error is Errno.EISDIR or Errno.EPERM && IsDirectory(parent, name))
        {
            RemoveDirectory(parent, name, path, cancellationToken);
        }
        else
        {
            CountRemoved(error, path);
        }
    }

    private Errno RemoveFile(Descriptor parent, EntryName name)
    {
        if (!session.IsPlan)
        {
            return parent.RemoveFile(name);
        }

        Errno error = parent.GetStatus(name, out FileStatus status);
        return error == Errno.None && status.Type == EntryType.Directory ? Errno.EISDIR : error;
    }

    private static bool IsDirectory(Descriptor parent, EntryName name) =>
        parent.GetStatus(name, out FileStatus status) == Errno.None && status.Type == EntryType.Directory;

    private void RemoveDirectory(Descriptor parent, EntryName name, TreePath path, CancellationToken cancellationToken)
    {
        Stack<Level> levels = new();
        try
        {
            levels.Push(Open(parent, name, path));
            while (levels.TryPeek(out Level? level))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (level.Names.TryDequeue(out EntryName child))
                {
                    RemoveOrEnter(levels, level, child);
                }
                else
                {
                    levels.Pop().Descriptor.Dispose();
                    CountRemoved(session.IsPlan ? Errno.None : level.Parent.RemoveDirectory(level.Name), level.Path);
                }
            }
        }
        finally
        {
            foreach (Level level in levels)
            {
                level.Descriptor.Dispose();
            }
        }
    }

    private void RemoveOrEnter(Stack<Level> levels, Level level, EntryName child)
    {
        TreePath path = level.Path.Combine(child);
        Errno error = RemoveFile(level.Descriptor, child);
        if (error is Errno.EISDIR or Errno.EPERM && IsDirectory(level.Descriptor, child))
        {
            levels.Push(Open(level.Descriptor, child, path));
        }
        else
        {
            CountRemoved(error, path);
        }
    }

    private Level Open(Descriptor parent, EntryName name, TreePath path)
    {
        Descriptor directory = DirectoryAccess.Open(parent, name, path, session, out FileStatus status);
        try
        {
            // Below a mount point lies another file system, maybe of the machine itself: not ours to empty.
            if (parent.GetStatus(out FileStatus parentStatus) != Errno.None || parentStatus.MountId != status.MountId)
            {
                throw session.Errors.Of(path, "is not in the tree and cannot be removed, as it is a mount point; unmount it first");
            }

            Errno error = directory.List(out List<EntryName> names, out List<byte[]> unfitNames);
            session.RefuseOwnStore(directory, names, path);
            return error == Errno.None && unfitNames.Count == 0
                ? new Level(parent, name, path, directory, new Queue<EntryName>(names))
                : throw session.Errors.Of(path, "cannot be listed", error == Errno.None ? Errno.ENAMETOOLONG : error);
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    private void CountRemoved(Errno error, TreePath path)
    {
        if (error == Errno.None)
        {
            session.Count(path, ExportOutcome.Removed);
        }
        else if (!error.IsGone())
        {
            throw session.Errors.Of(path, "is not in the tree and cannot be removed", error);
        }
    }

    /// <summary>A directory that is being emptied.</summary>
    private sealed record Level(Descriptor Parent, EntryName Name, TreePath Path, Descriptor Descriptor, Queue<EntryName> Names);
}
