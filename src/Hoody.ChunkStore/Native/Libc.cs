using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Hoody.ChunkStore.Native;

/// <summary>The calls of the C library that .NET lacks, or answers wrongly, as they stand in its headers.</summary>
/// <remarks>
/// On .NET 10.0.12 <c>FileStream.Flush(true)</c> and <c>RandomAccess.FlushToDisk</c> return normally when fsync fails, <c>File.Move</c> lets two
/// racing processes both win, and no directory can be fsynced. Hence these.
/// </remarks>
internal static partial class Libc
{
    /// <summary><c>POSIX_FADV_WILLNEED</c>.</summary>
    internal const int WillNeed = 3;

    private const string Library = "libc";

    // getdents64; 61 is its number on every 64-bit processor whose numbers came after those of x64.
    private static readonly nint s_getDirectoryEntries = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 217 : 61;

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial SafeFileHandle open(string path, int flags, int mode);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial SafeFileHandle openat(SafeFileHandle directory, string path, int flags, int mode);

    // Beneath the directory, through no symbolic link and no link of /proc. By number: no C library has a function for it.
    internal static SafeFileHandle OpenBeneath(SafeFileHandle directory, string path, int flags)
    {
        OpenHow how = new() { Flags = (ulong)(uint)flags, Resolve = 0x08 | 0x04 | 0x02 };
        return openat2(437, directory, path, how, 24);
    }

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle openat2(nint number, SafeFileHandle directory, string path, in OpenHow how, nint size);

    /// <summary><c>struct open_how</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int mkdir(string path, int mode);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int mkdirat(SafeFileHandle directory, string path, int mode);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int unlinkat(SafeFileHandle directory, string path, int flags);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int renameat2(SafeFileHandle oldDirectory, string oldPath, SafeFileHandle newDirectory, string newPath, uint flags);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int linkat(SafeFileHandle oldDirectory, string oldPath, SafeFileHandle newDirectory, string newPath, int flags);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int statx(SafeFileHandle directory, string path, int flags, uint mask, out FileStatus.Layout status);

    // For a name that ends with a zero: once for each entry of a directory, without a string.
    [LibraryImport(Library, SetLastError = true)]
    [MethodImpl(AtFirstUse.Optimized)]
    internal static partial int statx(SafeFileHandle directory, in byte path, int flags, uint mask, out FileStatus.Layout status);

    // By number: a C library older than 2.30 has no function for it.
    internal static nint GetDirectoryRecords(SafeFileHandle directory, Span<byte> buffer) =>
        syscall(s_getDirectoryEntries, directory, buffer, buffer.Length);

    [LibraryImport(Library, SetLastError = true)]
    private static partial nint syscall(nint number, SafeFileHandle directory, Span<byte> buffer, nint length);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint pread(SafeFileHandle file, Span<byte> buffer, nint length, long offset);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint pwrite(SafeFileHandle file, ReadOnlySpan<byte> buffer, nint length, long offset);

    // Returns the error itself.
    [LibraryImport(Library)]
    internal static partial int posix_fadvise(SafeFileHandle file, long offset, long length, int advice);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int fsync(SafeFileHandle file);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int flock(SafeFileHandle file, int operation);
}
