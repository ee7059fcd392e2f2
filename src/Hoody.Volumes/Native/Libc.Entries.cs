using System.Runtime.InteropServices;

namespace Hoody.Volumes.Native;

internal static partial class Libc
{
    internal static nint GetDents64(Descriptor directory, Span<byte> buffer) =>
        GetDents64(SyscallGetDents64, directory, buffer, buffer.Length);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    private static partial nint GetDents64(nint number, Descriptor directory, Span<byte> buffer, nint length);

    [LibraryImport(Library, EntryPoint = "lseek", SetLastError = true)]
    internal static partial long Seek(Descriptor file, long offset, int whence);

    [LibraryImport(Library, EntryPoint = "readlinkat", SetLastError = true)]
    internal static partial nint ReadLinkAt(Descriptor directory, ReadOnlySpan<byte> name, Span<byte> buffer, nint length);

    [LibraryImport(Library, EntryPoint = "mkdirat", SetLastError = true)]
    internal static partial int MakeDirectoryAt(Descriptor directory, ReadOnlySpan<byte> name, uint mode);

    [LibraryImport(Library, EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int MakeDirectory(string path, uint mode);

    [LibraryImport(Library, EntryPoint = "mknodat", SetLastError = true)]
    internal static partial int MakeNodeAt(Descriptor directory, ReadOnlySpan<byte> name, uint mode, ulong device);

    [LibraryImport(Library, EntryPoint = "symlinkat", SetLastError = true)]
    internal static partial int SymbolicLinkAt(ReadOnlySpan<byte> target, Descriptor directory, ReadOnlySpan<byte> name);

    [LibraryImport(Library, EntryPoint = "linkat", SetLastError = true)]
    internal static partial int LinkAt(Descriptor oldDirectory, ReadOnlySpan<byte> oldName, Descriptor directory, ReadOnlySpan<byte> name, int flags);

    [LibraryImport(Library, EntryPoint = "unlinkat", SetLastError = true)]
    internal static partial int UnlinkAt(Descriptor directory, ReadOnlySpan<byte> name, int flags);

    [LibraryImport(Library, EntryPoint = "renameat", SetLastError = true)]
    internal static partial int RenameAt(Descriptor oldDirectory, ReadOnlySpan<byte> oldName, Descriptor directory, ReadOnlySpan<byte> name);

    /// <summary>RENAME_NOREPLACE and RENAME_EXCHANGE.</summary>
    internal const uint RenameNoReplace = 1;
    internal const uint RenameExchange = 2;

    [LibraryImport(Library, EntryPoint = "renameat2", SetLastError = true)]
    internal static partial int RenameAt2(
        Descriptor oldDirectory, ReadOnlySpan<byte> oldName, Descriptor directory, ReadOnlySpan<byte> name, uint flags);
}
