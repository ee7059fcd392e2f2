using System.Runtime.InteropServices;

namespace Hoody.Volumes.Native;

internal static partial class Libc
{
    /// <summary>STATX_BASIC_STATS, STATX_BTIME and STATX_MNT_ID.</summary>
    internal const uint StatusMask = 0x7ff | 0x800 | 0x1000;

    /// <summary><c>struct statx</c>: one layout on every architecture, unlike <c>struct stat</c>.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    internal struct StatusBuffer
    {
        [FieldOffset(0x00)] public uint Mask;
        [FieldOffset(0x04)] public uint BlockSize;
        [FieldOffset(0x10)] public uint LinkCount;
        [FieldOffset(0x14)] public uint UserId;
        [FieldOffset(0x18)] public uint GroupId;
        [FieldOffset(0x1c)] public ushort Mode;
        [FieldOffset(0x20)] public ulong Inode;
        [FieldOffset(0x28)] public ulong Size;
        [FieldOffset(0x30)] public ulong Blocks;
        [FieldOffset(0x50)] public long BornSeconds;
        [FieldOffset(0x58)] public uint BornNanoseconds;
        [FieldOffset(0x60)] public long ChangedSeconds;
        [FieldOffset(0x68)] public uint ChangedNanoseconds;
        [FieldOffset(0x70)] public long ModifiedSeconds;
        [FieldOffset(0x78)] public uint ModifiedNanoseconds;
        [FieldOffset(0x80)] public uint SpecialMajor;
        [FieldOffset(0x84)] public uint SpecialMinor;
        [FieldOffset(0x88)] public uint DeviceMajor;
        [FieldOffset(0x8c)] public uint DeviceMinor;
        [FieldOffset(0x90)] public ulong MountId;
    }

    [LibraryImport(Library, EntryPoint = "statx", SetLastError = true)]
    internal static partial int Statx(Descriptor directory, ReadOnlySpan<byte> name, int flags, uint mask, out StatusBuffer status);
}
