using Hoody.Volumes.Native;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Export;

/// <summary>Makes what is to become an entry that is not a directory: a file without its data, anything else without its metadata.</summary>
internal sealed class EntryMaker(ExportSession session)
{
    private const int AllPermissions = 0x1ff; // 0777

    /// <summary>Makes it, and opens it; null, with a notice, when the file system cannot. Nothing that has the name already is touched.</summary>
    public Descriptor? Make(ExportFrame frame, EntryName name, TreeEntry entry, TreePath path)
    {
        Descriptor? made = null;
        Errno error = entry.Type == EntryType.File
            ? MakeFile(frame, name, entry, out made)
            : MakeSpecial(frame.Descriptor, name, entry);
        if (entry.Type != EntryType.File && IsBeyond(error, entry))
        {
            session.Notice(path, ExportNoticeKind.Entry, $"the {entry.Type} could not be made ({error.Name()})");
            return null;
        }

        if (error == Errno.None && made is null)
        {
            error = frame.Descriptor.OpenPathOnly(name, out made);
            _ = error == Errno.None ? error : frame.Descriptor.RemoveFile(name);
        }

        if (error == Errno.None)
        {
            return made;
        }

        made?.Dispose();
        throw session.Errors.Of(path, error == Errno.EEXIST ? EntryPlacer.CannotBePlaced : "cannot be made", error);
    }

    // With its rights at once where nobody else can come, and those that the owner needs to set attributes; else for its owner alone until it is complete.
    private static Errno MakeFile(ExportFrame frame, EntryName name, TreeEntry entry, out Descriptor? made)
    {
        int mode = frame.IsNew ? entry.Mode & AllPermissions : 0;
        Errno error = frame.Descriptor.CreateFile(name, mode | Descriptor.OwnerMayReadAndWrite, out Descriptor file);
        made = file;
        return error;
    }

    private static Errno MakeSpecial(Descriptor directory, EntryName name, TreeEntry entry) => entry.Type == EntryType.SymbolicLink
        ? directory.MakeSymbolicLink(name, entry.LinkTarget.Span)
        : directory.MakeSpecial(name, entry.Type, entry.DeviceMajor, entry.DeviceMinor);

    // xfs has no room for a link's target of more than 1,023 bytes, ext4 none for one longer than a block.
    private static bool IsBeyond(Errno error, TreeEntry entry) =>
        error.IsUnsupported() || (entry.Type == EntryType.SymbolicLink && error == Errno.ENAMETOOLONG);
}
