using System.Runtime.InteropServices;

namespace Hoody.Volumes.Native;

internal static partial class Libc
{
    // Each call twice: by descriptor, and by the path under /proc for descriptors opened with O_PATH, which the first refuses.
    [LibraryImport(Library, EntryPoint = "flistxattr", SetLastError = true)]
    internal static partial nint ListAttributes(Descriptor file, Span<byte> buffer, nint length);

    [LibraryImport(Library, EntryPoint = "listxattr", SetLastError = true)]
    internal static partial nint ListAttributes(ReadOnlySpan<byte> path, Span<byte> buffer, nint length);

    [LibraryImport(Library, EntryPoint = "fgetxattr", SetLastError = true)]
    internal static partial nint GetAttribute(Descriptor file, ReadOnlySpan<byte> name, Span<byte> buffer, nint length);

    [LibraryImport(Library, EntryPoint = "getxattr", SetLastError = true)]
    internal static partial nint GetAttribute(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name, Span<byte> buffer, nint length);

    [LibraryImport(Library, EntryPoint = "fsetxattr", SetLastError = true)]
    internal static partial int SetAttribute(Descriptor file, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, nint length, int flags);

    [LibraryImport(Library, EntryPoint = "setxattr", SetLastError = true)]
    internal static partial int SetAttribute(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, nint length, int flags);

    [LibraryImport(Library, EntryPoint = "fremovexattr", SetLastError = true)]
    internal static partial int RemoveAttribute(Descriptor file, ReadOnlySpan<byte> name);

    [LibraryImport(Library, EntryPoint = "removexattr", SetLastError = true)]
    internal static partial int RemoveAttribute(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name);
}
