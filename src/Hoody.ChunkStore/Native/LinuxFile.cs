using Microsoft.Win32.SafeHandles;

namespace Hoody.ChunkStore.Native;

internal sealed class LinuxFile(SafeFileHandle handle) : IFile
{
    public Errno GetEntry(out DirectoryEntry entry) => FileStatus.Read(handle, "", out entry);

    public Errno Write(ReadOnlySpan<byte> bytes, long offset)
    {
        try
        {
            RandomAccess.Write(handle, bytes, offset); // all of it, or an exception
            return Errno.None;
        }
        catch (IOException exception)
        {
            return (Errno)exception.HResult; // these calls of .NET report the error number there
        }
        catch (UnauthorizedAccessException)
        {
            return Errno.EACCES;
        }
    }

    public Errno Read(Span<byte> destination, long offset, out int count)
    {
        count = 0;
        try
        {
            count = RandomAccess.Read(handle, destination, offset);
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

    public Errno Sync() => LinuxFileSystem.Sync(handle);

    public void Dispose() => handle.Dispose();
}
