using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Hoody.ChunkStore.Native;

/// <summary>The file systems of the machine, as Linux offers them.</summary>
internal sealed class LinuxFileSystem : IFileSystem
{
    internal const int ReadOnly = 0;
    internal const int WriteOnly = 0x1;
    internal const int Create = 0x40;
    internal const int Exclusive = 0x80;
    internal const int NonBlocking = 0x800;
    internal const int CloseOnExec = 0x80000;

    // Store content is its owner's business: other users of the machine get nothing unless the owner says so.
    internal const int NewFileMode = 0x180; // rw-------
    internal const int NewDirectoryMode = 0x1C0; // rwx------

    // These two differ between the processors that Linux runs on.
    private static readonly bool s_isArm = RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64;
    internal static readonly int DirectoryFlag = s_isArm ? 0x4000 : 0x10000;
    internal static readonly int NoFollowFlag = s_isArm ? 0x8000 : 0x20000;

    internal static LinuxFileSystem Instance { get; } = new();

    public bool MayBlock => true;

    public string NewSessionName() => Guid.NewGuid().ToString("N");

    public Errno OpenDirectory(string path, out IDirectory directory)
    {
        SafeFileHandle handle = Libc.open(path, ReadOnly | DirectoryFlag | CloseOnExec, 0);
        directory = new LinuxDirectory(handle);
        return Opened(handle);
    }

    public Errno MakeDirectory(string path) => Result(Libc.mkdir(path, NewDirectoryMode));

    public Errno GetVolume(string path, out string kind, out long freeBytes)
    {
        (kind, freeBytes) = ("unknown", 0);
        try
        {
            DriveInfo volume = new(path);
            (kind, freeBytes) = (volume.DriveFormat, volume.AvailableFreeSpace);
            return Errno.None;
        }
        catch (IOException exception)
        {
            return (Errno)exception.HResult;
        }
        catch (UnauthorizedAccessException)
        {
            return Errno.EACCES;
        }
    }

    internal static Errno Opened(SafeFileHandle handle) => handle.IsInvalid ? (Errno)Marshal.GetLastPInvokeError() : Errno.None;

    internal static Errno Result(long returned) => returned < 0 ? (Errno)Marshal.GetLastPInvokeError() : Errno.None;

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
}
