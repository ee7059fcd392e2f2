using System.Runtime.InteropServices;

namespace Hoody.Volumes.Native;

internal static partial class Libc
{
    internal const int OpenReadOnly = 0x0;
    internal const int OpenWriteOnly = 0x1;
    internal const int OpenReadWrite = 0x2;
    internal const int OpenCreate = 0x40;
    internal const int OpenExclusive = 0x80;
    internal const int OpenNoControllingTerminal = 0x100;
    internal const int OpenNonBlocking = 0x800;
    internal const int OpenCloseOnExec = 0x80000;
    internal const int OpenPath = 0x200000;
    internal const int OpenUnnamed = 0x400000;

    // The two that differ between x86-64 and AArch64.
    internal static readonly int OpenDirectory = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 0x10000 : 0x4000;
    internal static readonly int OpenNoFollow = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 0x20000 : 0x8000;

    /// <summary>Beneath the descriptor, through no symbolic link and no link of <c>/proc</c>.</summary>
    internal const ulong ResolveStrictly = 0x08 | 0x04 | 0x02;

    /// <summary><c>struct open_how</c> of openat2(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }

    [LibraryImport(Library, EntryPoint = "openat", SetLastError = true)]
    internal static partial Descriptor OpenAt(Descriptor directory, ReadOnlySpan<byte> name, int flags, uint mode);

    [LibraryImport(Library, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial Descriptor Open(string path, int flags, uint mode);

    internal static Descriptor OpenAt2(Descriptor directory, ReadOnlySpan<byte> path, ref OpenHow how) =>
        OpenAt2(SyscallOpenAt2, directory, path, ref how, 24);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    private static partial Descriptor OpenAt2(nint number, Descriptor directory, ReadOnlySpan<byte> path, ref OpenHow how, nint size);
}
