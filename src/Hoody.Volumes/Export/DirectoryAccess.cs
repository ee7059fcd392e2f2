using Hoody.Volumes.Native;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Export;

/// <summary>Opens directories of the target so that their entries can be changed.</summary>
internal static class DirectoryAccess
{
    private const int OwnerMayAll = 0x1c0;

    /// <summary>Opens a directory; its owner's own rights are added first where they are missing, unless it is for a plan.</summary>
    /// <param name="parent">The open directory above.</param>
    /// <param name="name">The directory's name.</param>
    /// <param name="path">The same, for errors.</param>
    /// <param name="session">The export.</param>
    /// <param name="status">As it was before.</param>
    /// <exception cref="FileTreeException">It cannot be opened.</exception>
    public static Descriptor Open(Descriptor parent, EntryName name, TreePath path, ExportSession session, out FileStatus status)
    {
        Errno error = parent.GetStatus(name, out status);
        if (error == Errno.None && !session.IsPlan && NeedsRights(status))
        {
            error = AddRights(parent, name, status);
        }

        Descriptor? directory = null;
        error = error == Errno.None ? parent.OpenDirectory(name, out directory) : error;
        if (error == Errno.None && directory is not null)
        {
            return directory;
        }

        directory?.Dispose();
        throw error == Errno.ENOTDIR
            ? session.Errors.Unsafe(path, "is not the directory it was a moment ago; nothing was written through it")
            : session.Errors.Of(path, "cannot be opened", error);
    }

    /// <summary>Adds the owner's own rights to an open directory where they are missing, unless it is for a plan.</summary>
    public static Errno AddRights(Descriptor directory, ExportSession session)
    {
        Errno error = directory.GetStatus(out FileStatus status);
        return error == Errno.None && !session.IsPlan && NeedsRights(status) ? directory.SetMode(status.Mode | OwnerMayAll) : error;
    }

    // The superuser needs no bits, and of another's directory nothing may be changed.
    private static bool NeedsRights(in FileStatus status) =>
        status.Type == EntryType.Directory && (status.Mode & OwnerMayAll) != OwnerMayAll
        && !Descriptor.IsSuperuser && status.UserId == Descriptor.EffectiveUserId;

    private static Errno AddRights(Descriptor parent, EntryName name, in FileStatus status)
    {
        Errno error = parent.OpenPathOnly(name, out Descriptor directory);
        using Descriptor opened = directory;
        return error == Errno.None ? directory.SetMode(status.Mode | OwnerMayAll) : error;
    }
}
