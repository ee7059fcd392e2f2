using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Hoody.ChunkStore.Native;

/// <summary>The part of statx's answer that a store asks for.</summary>
internal static class FileStatus
{
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const int EmptyPath = 0x1000; // AT_EMPTY_PATH: the handle itself
    private const uint TypeAndSize = 0x1 | 0x200;
    private const int TypeMask = 0xF000;

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
        EntryKind kind = (found.Mode & TypeMask) switch
        {
            0x8000 => EntryKind.File,
            0x4000 => EntryKind.Directory,
            0xA000 => EntryKind.Link,
            _ => EntryKind.Other,
        };
        entry = new DirectoryEntry(name, kind, (long)found.Size);
        return errno;
    }
}
