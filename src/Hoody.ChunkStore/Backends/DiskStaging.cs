using System.Globalization;
using Hoody.ChunkStore.Native;
using Microsoft.Win32.SafeHandles;

namespace Hoody.ChunkStore.Backends;

/// <summary>Where this process writes files before they get their names: <c>tmp/&lt;session&gt;/</c>, locked while the session lives.</summary>
/// <remarks>
/// The lock of a session's directory ends with its process, however that ends, so whoever can take it knows that the session is dead
/// and removes what it left. The lock of <c>tmp</c> itself is held while sessions are swept and while a new one is made and locked.
/// </remarks>
internal sealed class DiskStaging : IDisposable
{
    private readonly SafeFileHandle _top;
    private readonly string _sessionName;
    private long _lastFile;

    private DiskStaging(SafeFileHandle top, string sessionName, SafeFileHandle session)
    {
        _top = top;
        _sessionName = sessionName;
        Directory = session;
    }

    /// <summary>The session's directory.</summary>
    internal SafeFileHandle Directory { get; }

    internal static DiskStaging Open(DiskFolders folders)
    {
        SafeFileHandle top = folders.OpenOrCreate(ObjectName.ReservedSegment);
        try
        {
            // A second handle of the same directory: closing it is what unlocks.
            using SafeFileHandle topLock = Locked(folders.OpenOrCreate(ObjectName.ReservedSegment));
            Sweep(top, Path.Join(folders.Root, ObjectName.ReservedSegment));
            string name = Guid.NewGuid().ToString("N");
            ThrowIfFailed(Posix.MakeDirectory(top, name), name);
            ThrowIfFailed(Posix.OpenDirectory(top, name, out SafeFileHandle session), name);
            return new DiskStaging(top, name, Locked(session));
        }
        catch
        {
            top.Dispose();
            throw;
        }
    }

    /// <summary>A name that no other file of the session has.</summary>
    internal string NextName() => Interlocked.Increment(ref _lastFile).ToString(CultureInfo.InvariantCulture);

    public void Dispose()
    {
        _ = Posix.RemoveDirectory(_top, _sessionName); // not empty after a failed removal: then the next session sweeps it
        Directory.Dispose();
        _top.Dispose();
    }

    private static SafeFileHandle Locked(SafeFileHandle handle)
    {
        Errno errno = Posix.Lock(handle, wait: true);
        if (errno != Errno.None)
        {
            handle.Dispose();
            ThrowIfFailed(errno, ObjectName.ReservedSegment);
        }

        return handle;
    }

    private static void Sweep(SafeFileHandle top, string topPath)
    {
        foreach (DirectoryInfo found in new DirectoryInfo(topPath).EnumerateDirectories())
        {
            if (Posix.OpenDirectory(top, found.Name, out SafeFileHandle session) != Errno.None)
            {
                continue;
            }

            using (session)
            {
                if (Posix.Lock(session, wait: false) == Errno.None)
                {
                    Remove(top, found, session);
                }
            }
        }
    }

    // What cannot be removed now stays for the next sweep: it takes space, and harms nothing.
    private static void Remove(SafeFileHandle top, DirectoryInfo found, SafeFileHandle session)
    {
        foreach (FileInfo file in found.EnumerateFiles())
        {
            _ = Posix.RemoveFile(session, file.Name);
        }

        _ = Posix.RemoveDirectory(top, found.Name);
    }

    private static void ThrowIfFailed(Errno errno, string name) =>
        DiskError.ThrowIfFailed(errno, "prepare temporary directory", name);
}
