using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using static Hoody.ChunkStore.Native.LinuxFileSystem;

namespace Hoody.ChunkStore.Native;

internal sealed class LinuxFile(SafeFileHandle handle) : IFile
{
    public Errno GetEntry(out DirectoryEntry entry) => FileStatus.Read(handle, "", out entry);

    // Not RandomAccess: it asks first whether the file can seek, and takes a disk that has just failed for a pipe.
    public Errno Write(ReadOnlySpan<byte> bytes, long offset)
    {
        while (!bytes.IsEmpty)
        {
            nint count = Libc.pwrite(handle, bytes, bytes.Length, offset);
            Errno errno = Result(count);
            if (errno is not (Errno.None or Errno.EINTR))
            {
                return errno;
            }

            int written = (int)Math.Max(count, 0);
            bytes = bytes[written..];
            offset += written;
        }

        return Errno.None;
    }

    public Errno Read(Span<byte> destination, long offset, out int count)
    {
        Errno errno;
        do
        {
            nint read = Libc.pread(handle, destination, destination.Length, offset);
            errno = Result(read);
            count = (int)Math.Max(read, 0);
        }
        while (errno == Errno.EINTR);

        return errno;
    }

    public void ReadAhead(long offset, long lengthBytes) => _ = Libc.posix_fadvise(handle, offset, lengthBytes, Libc.WillNeed);

    public Errno Map(long lengthBytes, out SafeBuffer? memory)
    {
        memory = null;
        try
        {
            using MemoryMappedFile mapped = MemoryMappedFile.CreateFromFile(
                handle, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            memory = mapped.CreateViewAccessor(0, lengthBytes, MemoryMappedFileAccess.Read).SafeMemoryMappedViewHandle;
            return Errno.None;
        }
        catch (IOException exception)
        {
            return (Errno)exception.HResult;
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // It has become shorter, or empty, since its length was asked. Or it cannot seek: what asks that takes a disk that has just failed for a pipe.
            return Errno.EIO;
        }
    }

    public Errno Sync() => LinuxFileSystem.Sync(handle);

    public void Dispose() => handle.Dispose();
}
