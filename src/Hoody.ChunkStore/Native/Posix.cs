using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Hoody.ChunkStore.Native;

/// <summary>File operations below an open directory. Each answers with the error number it met; none throws for one.</summary>
/// <remarks>No operation follows a symbolic link in its last component, so a walk component by component stays below its root.</remarks>
internal static class Posix
{
    private const int ReadOnly = 0;
    private const int WriteOnly = 0x1;
    private const int Create = 0x40;
    private const int Exclusive = 0x80;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const int RemoveDirectoryFlag = 0x200;
    private const uint RenameNoReplace = 1;
    private const int LockExclusive = 2;
    private const int LockNonBlocking = 4;

    // Store content is its owner's business: other users of the machine get nothing unless the owner says so.
    private const int FileMode = 0x180; // rw-------
    private const int DirectoryMode = 0x1C0; // rwx------

    // These two differ between the processors that Linux runs on.
    private static readonly bool s_isArm = RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64;
    private static readonly int s_directory = s_isArm ? 0x4000 : 0x10000;
    private static readonly int s_noFollow = s_isArm ? 0x8000 : 0x20000;

    /// <summary>Opens a directory by its path. The path is the caller's own: links in it are followed.</summary>
    internal static Errno OpenDirectory(string path, out SafeFileHandle handle) =>
        Opened(Libc.open(path, ReadOnly | s_directory | CloseOnExec, 0), out handle);

    internal static Errno OpenDirectory(SafeFileHandle parent, string name, out SafeFileHandle handle) =>
        Opened(Libc.openat(parent, name, ReadOnly | s_directory | s_noFollow | CloseOnExec, 0), out handle);

    // Non-blocking, so that a named pipe in an object's place cannot hold the caller for ever.
    internal static Errno OpenForRead(SafeFileHandle parent, string name, out SafeFileHandle handle) =>
        Opened(Libc.openat(parent, name, ReadOnly | s_noFollow | NonBlocking | CloseOnExec, 0), out handle);

    internal static Errno CreateFile(SafeFileHandle parent, string name, out SafeFileHandle handle) =>
        Opened(Libc.openat(parent, name, WriteOnly | Create | Exclusive | s_noFollow | CloseOnExec, FileMode), out handle);

    internal static Errno MakeDirectory(string path) => Result(Libc.mkdir(path, DirectoryMode));

    internal static Errno MakeDirectory(SafeFileHandle parent, string name) => Result(Libc.mkdirat(parent, name, DirectoryMode));

    internal static Errno RemoveFile(SafeFileHandle parent, string name) => Result(Libc.unlinkat(parent, name, 0));

    internal static Errno RemoveDirectory(SafeFileHandle parent, string name) =>
        Result(Libc.unlinkat(parent, name, RemoveDirectoryFlag));

    /// <summary>Waits until the file's, or the directory's, content is on stable storage.</summary>
    internal static Errno Sync(SafeFileHandle handle)
    {
        Errno errno;
        do
        {
            errno = Result(Libc.fsync(handle));
        }
        while (errno == Errno.EINTR); // interrupted, not failed: nothing was lost

        return errno;
    }

    /// <summary>Takes the exclusive lock of an open file; it ends with the handle, or with the process.</summary>
    internal static Errno Lock(SafeFileHandle handle, bool wait)
    {
        Errno errno;
        do
        {
            errno = Result(Libc.flock(handle, wait ? LockExclusive : LockExclusive | LockNonBlocking));
        }
        while (errno == Errno.EINTR);

        return errno;
    }

    /// <summary>Gives a file its new name unless that is taken: <see cref="Errno.EEXIST"/>, decided by the kernel in one step.</summary>
    internal static Errno RenameIfAbsent(SafeFileHandle oldParent, string oldName, SafeFileHandle newParent, string newName)
    {
        Errno errno;
        try
        {
            errno = Result(Libc.renameat2(oldParent, oldName, newParent, newName, RenameNoReplace));
        }
        catch (EntryPointNotFoundException)
        {
            errno = Errno.ENOSYS; // a C library older than the call
        }

        // The file system or the kernel does not know the flag. A hard link refuses a taken name just as surely.
        return errno is Errno.EINVAL or Errno.ENOSYS ? LinkIfAbsent(oldParent, oldName, newParent, newName) : errno;
    }

    private static Errno LinkIfAbsent(SafeFileHandle oldParent, string oldName, SafeFileHandle newParent, string newName)
    {
        Errno errno = Result(Libc.linkat(oldParent, oldName, newParent, newName, 0));
        if (errno == Errno.None)
        {
            // Should this fail, the second name harms nothing: it is among the temporary files, which are swept.
            _ = RemoveFile(oldParent, oldName);
        }

        return errno;
    }

    private static Errno Opened(SafeFileHandle opened, out SafeFileHandle handle)
    {
        Errno errno = opened.IsInvalid ? (Errno)Marshal.GetLastPInvokeError() : Errno.None;
        handle = opened;
        return errno;
    }

    private static Errno Result(int returned) => returned < 0 ? (Errno)Marshal.GetLastPInvokeError() : Errno.None;
}
