using Hoody.ChunkStore.Native;

namespace Hoody.ChunkStore.Backends;

/// <summary>Finds out, in a session's own directory, whether the file system does what the backend rests on.</summary>
/// <remarks>Network and user-space file systems may lack any of it, and lose data in silence.</remarks>
internal sealed class DiskProbe(DiskFolders folders, IDirectory top, string sessionName, IDirectory session)
{
    private const string First = "probe-1";
    private const string Second = "probe-2";
    private const string Third = "probe-3";

    /// <exception cref="BackendException">The file system lacks something; the message names both.</exception>
    internal void Run()
    {
        try
        {
            CheckLock();
            Make(First);
            Make(Second);
            CheckRename();
            CheckCase();
            CheckSync(session.Sync(), "fsync of directories");
        }
        finally
        {
            foreach (string name in (string[])[First, Second, Third])
            {
                _ = session.RemoveFile(name); // what stays is swept with the session
            }
        }
    }

    // The session's lock is held: another handle must not get it, or every process would take the others for dead.
    private void CheckLock()
    {
        DiskError.ThrowIfFailed(top.OpenDirectory(sessionName, out IDirectory other), "probe", sessionName);
        using (other)
        {
            const string Ability = "exclusive locks (flock)";
            Errno errno = other.Lock(wait: false);
            if (errno != Errno.EAGAIN)
            {
                Check(errno, Ability);
                throw Lacks(Ability);
            }
        }
    }

    private void Make(string name)
    {
        DiskError.ThrowIfFailed(session.CreateFile(name, out IFile file), "probe", name);
        using (file)
        {
            DiskError.ThrowIfFailed(file.Write("probe"u8, 0), "probe", name);
            CheckSync(file.Sync(), "fsync");
        }
    }

    private void CheckRename()
    {
        const string Ability = "a rename that keeps a taken name (RENAME_NOREPLACE, or link)";
        Errno errno = session.RenameIfAbsent(First, session, Second);
        if (errno != Errno.EEXIST)
        {
            Check(errno, Ability);
            throw Lacks(Ability);
        }

        Check(session.RenameIfAbsent(First, session, Third), Ability);
        Require(!IsThere(First) && IsThere(Third), Ability);
    }

    // Two refs whose names differ in nothing else would be one folder, and each the damage of the other.
    private void CheckCase()
    {
        Require(!IsThere(Third.ToUpperInvariant()), "names that differ in nothing but upper and lower case");
    }

    private bool IsThere(string name)
    {
        Errno errno = session.GetEntry(name, out _);
        DiskError.ThrowIfFailed(errno == Errno.ENOENT ? Errno.None : errno, "probe", folders.Root);
        return errno == Errno.None;
    }

    private void Check(Errno errno, string ability)
    {
        Require(IsKnownCall(errno), ability);
        DiskError.ThrowIfFailed(errno, "probe", folders.Root);
    }

    // A failed fsync is one, whatever was to be flushed: the disk is failing.
    private void CheckSync(Errno errno, string ability)
    {
        Require(IsKnownCall(errno), ability);
        folders.Sync.Check(errno, folders.Root);
    }

    private static bool IsKnownCall(Errno errno) => errno is not (Errno.EINVAL or Errno.ENOSYS or Errno.EOPNOTSUPP or Errno.EPERM);

    private void Require(bool isThere, string ability)
    {
        if (!isThere)
        {
            throw Lacks(ability);
        }
    }

    private BackendException Lacks(string ability)
    {
        _ = folders.FileSystem.GetVolume(folders.Root, out string kind, out _); // "unknown" when it cannot be told
        return new BackendException(
            $"The file system '{kind}' of '{folders.Root}' lacks {ability}: a store there would not be safe. Choose another file system.");
    }
}
