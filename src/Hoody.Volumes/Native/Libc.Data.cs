using System.Runtime.InteropServices;

namespace Hoody.Volumes.Native;

internal static partial class Libc
{
    internal const int SeekData = 3;
    internal const int SeekHole = 4;

    /// <summary>FALLOC_FL_PUNCH_HOLE, which demands FALLOC_FL_KEEP_SIZE.</summary>
    internal const int PunchHole = 0x02 | 0x01;

    internal const int AdviseDoNotNeed = 4;

    /// <summary>Gives the error number as its result.</summary>
    [LibraryImport(Library, EntryPoint = "posix_fadvise")]
    internal static partial int Advise(Descriptor file, long offset, long length, int advice);

    [LibraryImport(Library, EntryPoint = "pread", SetLastError = true)]
    internal static partial nint Read(Descriptor file, Span<byte> buffer, nint length, long offset);

    [LibraryImport(Library, EntryPoint = "pwrite", SetLastError = true)]
    internal static partial nint Write(Descriptor file, ReadOnlySpan<byte> buffer, nint length, long offset);

    [LibraryImport(Library, EntryPoint = "ftruncate", SetLastError = true)]
    internal static partial int SetLength(Descriptor file, long length);

    /// <summary><c>struct file_clone_range</c> of ioctl_ficlonerange(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct CloneRangeArguments
    {
        public long SourceDescriptor;
        public long SourceOffset;
        public long Length;
        public long DestinationOffset;
    }

    internal static int CloneRange(Descriptor destination, ref CloneRangeArguments range) => CloneRange(destination, 0x4020940d /* FICLONERANGE */, ref range);

    [LibraryImport(Library, EntryPoint = "ioctl", SetLastError = true)]
    private static partial int CloneRange(Descriptor destination, nuint request, ref CloneRangeArguments range);
}
