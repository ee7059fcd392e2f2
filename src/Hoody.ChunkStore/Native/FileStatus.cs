using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Hoody.ChunkStore.Native;

/// <summary>The part of statx's answer that a store asks for.</summary>
internal static class FileStatus
{
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const int EmptyPath = 0x1000; // AT_EMPTY_PATH: the handle itself
    private const uint TypeAndSize = 0x1 | 0x200;
    private const int TypeMask = 0xF000;
    private const int UsualNameLength = 255; // at most, in bytes, but for some file systems of users

    /// <summary><c>struct statx</c>: one layout on every processor, unlike <c>struct stat</c>.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    internal struct Layout
    {
        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(40)]
        public ulong Size;
    }

    internal static Errno Read(SafeFileHandle handle, string name, out DirectoryEntry entry)
    {
        int flags = name.Length == 0 ? EmptyPath : NoFollow;
        Errno errno = LinuxFileSystem.Result(Libc.statx(handle, name, flags, TypeAndSize, out Layout found));
        entry = new DirectoryEntry(name, KindOf(found), (long)found.Size);
        return errno;
    }

    /// <summary>As the other, for a name in UTF-8 that ends with a zero; the entry has <paramref name="prefix"/> before it.</summary>
    [MethodImpl(AtFirstUse.Optimized)]
    internal static Errno Read(SafeFileHandle handle, ReadOnlySpan<byte> name, string prefix, out DirectoryEntry entry)
    {
        Errno errno = LinuxFileSystem.Result(Libc.statx(handle, in name[0], NoFollow, TypeAndSize, out Layout found));
        entry = errno == Errno.None ? new DirectoryEntry(Join(prefix, name[..^1]), KindOf(found), (long)found.Size) : default;
        return errno;
    }

    private static EntryKind KindOf(in Layout found) => (found.Mode & TypeMask) switch
    {
        0x8000 => EntryKind.File,
        0x4000 => EntryKind.Directory,
        0xA000 => EntryKind.Link,
        _ => EntryKind.Other,
    };

    [MethodImpl(AtFirstUse.Optimized)]
    private static string Join(string prefix, ReadOnlySpan<byte> name)
    {
        Span<char> text = name.Length <= UsualNameLength ? stackalloc char[UsualNameLength] : new char[name.Length];
        return string.Concat(prefix, text[..Encoding.UTF8.GetChars(name, text)]);
    }
}
