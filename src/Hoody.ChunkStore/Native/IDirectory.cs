namespace Hoody.ChunkStore.Native;

/// <summary>An open directory. Safe to use from several threads at once.</summary>
/// <remarks>Names are single components, and no operation follows a link, so a walk component by component stays below its root.</remarks>
internal interface IDirectory : IDisposable
{
    Errno OpenDirectory(string name, out IDirectory directory);

    Errno OpenFile(string name, out IFile file);

    /// <summary>Opens a file some levels down in one step, no link on the way; <see cref="Errno.ENOSYS"/> where that takes a step for each level.</summary>
    Errno OpenFileBeneath(string path, out IFile? file)
    {
        file = null;
        return Errno.ENOSYS;
    }

    /// <summary>Makes an empty file to write to; <see cref="Errno.EEXIST"/> when the name is taken.</summary>
    Errno CreateFile(string name, out IFile file);

    Errno MakeDirectory(string name);

    Errno RemoveFile(string name);

    Errno RemoveDirectory(string name);

    /// <summary>Gives a file its new name unless that is taken: <see cref="Errno.EEXIST"/>, decided by the kernel in one step.</summary>
    Errno RenameIfAbsent(string oldName, IDirectory newParent, string newName);

    /// <summary>What the name stands for; <see cref="Errno.ENOENT"/> when there is nothing.</summary>
    Errno GetEntry(string name, out DirectoryEntry entry);

    /// <summary>
    /// All entries, in no order, their names with <paramref name="prefix"/> before them. An entry that is made or removed meanwhile may be among them or not. Once for
    /// each handle.
    /// </summary>
    Errno List(string prefix, List<DirectoryEntry> entries);

    /// <summary>Waits until the directory's entries, as they are now, are on stable storage.</summary>
    Errno Sync();

    /// <summary>Takes the exclusive lock; it ends with the handle, or with the process. <see cref="Errno.EAGAIN"/> when held and not waited for.</summary>
    Errno Lock(bool wait);
}
