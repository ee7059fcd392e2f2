using System.Buffers;
using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;
using static Hoody.ChunkStore.Native.LinuxFileSystem;

namespace Hoody.ChunkStore.Native;

internal sealed class LinuxDirectory(SafeFileHandle handle) : IDirectory
{
    private const int RemoveDirectoryFlag = 0x200;
    private const uint RenameNoReplace = 1;
    private const int LockExclusive = 2;
    private const int LockNonBlocking = 4;

    // Before Linux 5.6, or in a sandbox that answers so; a race over it is harmless.
    private static bool s_openAt2IsMissing;

    public Errno OpenDirectory(string name, out IDirectory directory)
    {
        SafeFileHandle opened = Libc.openat(handle, name, ReadOnly | DirectoryFlag | NoFollowFlag | CloseOnExec, 0);
        directory = new LinuxDirectory(opened);
        return Opened(opened);
    }

    // Non-blocking, so that a named pipe in an object's place cannot hold the caller for ever.
    public Errno OpenFile(string name, out IFile file) => OpenFile(name, ReadOnly | NonBlocking, out file);

    public Errno OpenFileBeneath(string path, out IFile? file)
    {
        file = null;
        if (s_openAt2IsMissing)
        {
            return Errno.ENOSYS;
        }

        SafeFileHandle opened;
        Errno errno;
        do
        {
            opened = Libc.OpenBeneath(handle, path, ReadOnly | NonBlocking | NoFollowFlag | CloseOnExec);
            errno = Opened(opened);
        }
        while (errno is Errno.EINTR or Errno.EAGAIN); // EAGAIN: a directory was renamed meanwhile

        // A sandbox may answer EPERM, and so may a file itself; only ENOSYS settles the question for good.
        s_openAt2IsMissing = errno == Errno.ENOSYS;
        file = new LinuxFile(opened);
        return errno == Errno.EPERM ? Errno.ENOSYS : errno;
    }

    public Errno CreateFile(string name, out IFile file) => OpenFile(name, WriteOnly | Create | Exclusive, out file);

    public Errno MakeDirectory(string name) => Result(Libc.mkdirat(handle, name, NewDirectoryMode));

    public Errno RemoveFile(string name) => Result(Libc.unlinkat(handle, name, 0));

    public Errno RemoveDirectory(string name) => Result(Libc.unlinkat(handle, name, RemoveDirectoryFlag));

    public Errno RenameIfAbsent(string oldName, IDirectory newParent, string newName)
    {
        SafeFileHandle target = ((LinuxDirectory)newParent).Handle;
        Errno errno;
        try
        {
            errno = Result(Libc.renameat2(handle, oldName, target, newName, RenameNoReplace));
        }
        catch (EntryPointNotFoundException)
        {
            errno = Errno.ENOSYS; // a C library older than the call
        }

        // The file system or the kernel does not know the flag. A hard link refuses a taken name just as surely.
        return errno is Errno.EINVAL or Errno.ENOSYS ? LinkIfAbsent(oldName, target, newName) : errno;
    }

    public Errno GetEntry(string name, out DirectoryEntry entry) => FileStatus.Read(handle, name, out entry);

    public Errno List(string prefix, List<DirectoryEntry> entries)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(DirectoryRecords.BufferLength);
        try
        {
            return List(prefix, buffer, entries);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    [MethodImpl(AtFirstUse.Optimized)]
    private Errno List(string prefix, byte[] buffer, List<DirectoryEntry> entries)
    {
        while (true)
        {
            int length = (int)Libc.GetDirectoryRecords(handle, buffer);
            if (length <= 0)
            {
                return Result(length);
            }

            DirectoryRecords records = new(buffer.AsSpan(0, length));
            while (records.TryRead(out ReadOnlySpan<byte> name))
            {
                Errno errno = FileStatus.Read(handle, name, prefix, out DirectoryEntry entry);
                if (errno == Errno.None)
                {
                    entries.Add(entry);
                }
                else if (errno != Errno.ENOENT) // removed since the directory was read
                {
                    return errno;
                }
            }
        }
    }

    public Errno Sync() => LinuxFileSystem.Sync(handle);

    public Errno Lock(bool wait)
    {
        Errno errno;
        do
        {
            errno = Result(Libc.flock(handle, wait ? LockExclusive : LockExclusive | LockNonBlocking));
        }
        while (errno == Errno.EINTR);

        return errno;
    }

    public void Dispose() => handle.Dispose();

    private SafeFileHandle Handle => handle;

    private Errno OpenFile(string name, int flags, out IFile file)
    {
        SafeFileHandle opened = Libc.openat(handle, name, flags | NoFollowFlag | CloseOnExec, NewFileMode);
        file = new LinuxFile(opened);
        return Opened(opened);
    }

    private Errno LinkIfAbsent(string oldName, SafeFileHandle target, string newName)
    {
        Errno errno = Result(Libc.linkat(handle, oldName, target, newName, 0));
        if (errno == Errno.None)
        {
            // Should this fail, the second name harms nothing: it is among the temporary files, which are swept.
            _ = RemoveFile(oldName);
        }

        return errno;
    }
}
