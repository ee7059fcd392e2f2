using System.Globalization;
using Hoody.ChunkStore.Native;

namespace Hoody.ChunkStore.Backends;

/// <summary>Where this process writes files before they get their names: <c>tmp/&lt;session&gt;/</c>, locked while the session lives.</summary>
/// <remarks>
/// The lock of a session's directory ends with its process, however that ends, so whoever can take it knows that the session is dead
/// and removes what it left. The lock of <c>tmp</c> itself is held while sessions are swept and while a new one is made and locked.
/// </remarks>
internal sealed class DiskStaging : IDisposable
{
    private readonly Lock _gate = new();
    private readonly IDirectory _top;
    private readonly string _sessionName;
    private long _lastFile;
    private bool _isDisposed;

    private DiskStaging(IDirectory top, string sessionName, IDirectory session)
    {
        _top = top;
        _sessionName = sessionName;
        Directory = session;
    }

    /// <summary>The session's directory.</summary>
    internal IDirectory Directory { get; }

    internal static DiskStaging Open(DiskFolders folders, DiskBackendOptions options)
    {
        for (int reserveLength = options.ReserveLengthBytes; ; reserveLength = 0)
        {
            try
            {
                return OpenOnce(folders, options, reserveLength);
            }
            catch (StoreFullException)
            {
                // A session itself takes a little room, and whoever frees room needs a session. What is short may be what a user may take, or the
                // number of files, on a disk with room for the reserve: made again, it would take what it has just given.
                using IDirectory top = folders.OpenOrCreate(ObjectName.ReservedSegment);
                if (!DiskReserve.TryRelease(top))
                {
                    throw;
                }
            }
        }
    }

    private static DiskStaging OpenOnce(DiskFolders folders, DiskBackendOptions options, int reserveLength)
    {
        IDirectory top = folders.OpenOrCreate(ObjectName.ReservedSegment);
        try
        {
            // A second handle of the same directory: closing it is what unlocks.
            using IDirectory topLock = Locked(folders.OpenOrCreate(ObjectName.ReservedSegment));
            Sweep(top, topLock);
            string name = folders.FileSystem.NewSessionName();
            ThrowIfFailed(top.MakeDirectory(name), name);
            ThrowIfFailed(top.OpenDirectory(name, out IDirectory session), name);
            DiskStaging staging = new(top, name, Locked(session));
            staging = options.IsTrusted ? staging : Probed(staging, folders);
            DiskReserve.Restore(folders, topLock, reserveLength); // not earlier: a file system that is refused takes nothing
            return staging;
        }
        catch
        {
            top.Dispose();
            throw;
        }
    }

    /// <summary>Frees some of the space that is kept for the objects by which space is freed; false when none is left.</summary>
    internal bool TryReleaseReserve() => DiskReserve.TryRelease(_top);

    /// <summary>A name that no other file of the session has.</summary>
    internal string NextName() => Interlocked.Increment(ref _lastFile).ToString(CultureInfo.InvariantCulture);

    /// <summary>Removes a file of the session that got no name, if it can be; else the next session sweeps it.</summary>
    internal void Remove(string name)
    {
        lock (_gate)
        {
            // A file that is still being filled outlives a backend that its user has disposed of too early.
            _ = _isDisposed ? Errno.None : Directory.RemoveFile(name);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _ = _top.RemoveDirectory(_sessionName); // not empty after a failed removal: then the next session sweeps it
            Directory.Dispose();
            _top.Dispose();
        }
    }

    private static DiskStaging Probed(DiskStaging staging, DiskFolders folders)
    {
        try
        {
            new DiskProbe(folders, staging._top, staging._sessionName, staging.Directory).Run();
            return staging;
        }
        catch
        {
            staging.Directory.Dispose();
            throw;
        }
    }

    private static IDirectory Locked(IDirectory directory)
    {
        Errno errno = directory.Lock(wait: true);
        if (errno != Errno.None)
        {
            directory.Dispose();
            ThrowIfFailed(errno, ObjectName.ReservedSegment);
        }

        return directory;
    }

    private static void Sweep(IDirectory top, IDirectory listed)
    {
        List<DirectoryEntry> found = [];
        ThrowIfFailed(listed.List("", found), ObjectName.ReservedSegment);
        foreach (DirectoryEntry entry in found)
        {
            if (entry.Kind != EntryKind.Directory || top.OpenDirectory(entry.Name, out IDirectory session) != Errno.None)
            {
                continue;
            }

            using (session)
            {
                if (session.Lock(wait: false) == Errno.None)
                {
                    Remove(top, entry.Name, session);
                }
            }
        }
    }

    // What cannot be removed now stays for the next sweep: it takes space, and harms nothing.
    private static void Remove(IDirectory top, string name, IDirectory session)
    {
        List<DirectoryEntry> left = [];
        _ = session.List("", left);
        left.ForEach(file => _ = session.RemoveFile(file.Name));
        _ = top.RemoveDirectory(name);
    }

    private static void ThrowIfFailed(Errno errno, string name) =>
        DiskError.ThrowIfFailed(errno, "prepare temporary directory", name);
}
