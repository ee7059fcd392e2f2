using System.Runtime.InteropServices;

namespace Hoody.Volumes.Native;

/// <summary>The C library as declared by POSIX and Linux, by theme; 64-bit Linux only. Nothing calls it but <see cref="Descriptor"/>.</summary>
/// <remarks>Names and paths are NUL-terminated bytes, so that a name which is not UTF-8 passes through unchanged.</remarks>
internal static partial class Libc
{
    private const string Library = "libc";

    /// <summary>Numbers of the calls that have no wrapper in every C library we run on.</summary>
    private static readonly nint SyscallGetDents64 = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 217 : 61;
    private const nint SyscallOpenAt2 = 437;

    /// <summary>A number that stands for "relative to the working directory"; we pass absolute paths with it.</summary>
    internal const int AtCurrentDirectory = -100;

    internal const int AtSymlinkNoFollow = 0x100;
    internal const int AtRemoveDirectory = 0x200;
    internal const int AtEmptyPath = 0x1000;

    [LibraryImport(Library, EntryPoint = "close")]
    internal static partial int Close(nint descriptor);

    [LibraryImport(Library, EntryPoint = "geteuid")]
    internal static partial uint GetEffectiveUserId();
}
