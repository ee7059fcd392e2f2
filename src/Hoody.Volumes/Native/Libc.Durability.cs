using System.Runtime.InteropServices;

namespace Hoody.Volumes.Native;

internal static partial class Libc
{
    /// <summary>LOCK_EX and LOCK_NB.</summary>
    internal const int LockExclusiveOrFail = 2 | 4;

    /// <summary>LOCK_UN.</summary>
    internal const int Unlock = 8;

    [LibraryImport(Library, EntryPoint = "fsync", SetLastError = true)]
    internal static partial int Sync(Descriptor file);

    [LibraryImport(Library, EntryPoint = "syncfs", SetLastError = true)]
    internal static partial int SyncFileSystem(Descriptor file);

    [LibraryImport(Library, EntryPoint = "flock", SetLastError = true)]
    internal static partial int Lock(Descriptor file, int operation);

    /// <summary>Before the handle is closed, when it counts as closed already.</summary>
    [LibraryImport(Library, EntryPoint = "flock")]
    internal static partial int Lock(nint descriptor, int operation);
}
