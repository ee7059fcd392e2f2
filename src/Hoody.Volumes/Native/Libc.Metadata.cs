using System.Runtime.InteropServices;

namespace Hoody.Volumes.Native;

internal static partial class Libc
{
    /// <summary>UTIME_OMIT: leave this time as it is.</summary>
    internal const long TimeOmitted = (1L << 30) - 2;

    /// <summary>Two <c>struct timespec</c>: last access, last modification.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct TimePair
    {
        public long AccessedSeconds;
        public long AccessedNanoseconds;
        public long ModifiedSeconds;
        public long ModifiedNanoseconds;
    }

    [LibraryImport(Library, EntryPoint = "fchmod", SetLastError = true)]
    internal static partial int ChangeMode(Descriptor file, uint mode);

    [LibraryImport(Library, EntryPoint = "chmod", SetLastError = true)]
    internal static partial int ChangeMode(ReadOnlySpan<byte> path, uint mode);

    [LibraryImport(Library, EntryPoint = "fchownat", SetLastError = true)]
    internal static partial int ChangeOwnerAt(Descriptor directory, ReadOnlySpan<byte> name, uint userId, uint groupId, int flags);

    [LibraryImport(Library, EntryPoint = "futimens", SetLastError = true)]
    internal static partial int SetTimes(Descriptor file, ref TimePair times);

    [LibraryImport(Library, EntryPoint = "utimensat", SetLastError = true)]
    internal static partial int SetTimesAt(int directory, ReadOnlySpan<byte> path, ref TimePair times, int flags);
}
