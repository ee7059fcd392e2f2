using System.Runtime.InteropServices;

namespace Hoody.Volumes.Native;

internal static partial class Libc
{
    /// <summary>LOCK_EX and LOCK_NB.</summary>
    internal const int LockExclusiveOrFail = 2 | 4;

    [LibraryImport(Library, EntryPoint = "fsync", SetLastError = true)]
    internal static partial int Sync(Descriptor file);

    [LibraryImport(Library, EntryPoint = "syncfs", SetLastError = true)]
    internal static partial int SyncFileSystem(Descriptor file);

    [LibraryImport(Library, EntryPoint = "flock", SetLastError = true)]
    internal static partial int Lock(Descriptor file, int operation);
}
