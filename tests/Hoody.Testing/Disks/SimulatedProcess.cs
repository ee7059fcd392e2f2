using System.Globalization;
using Hoody.ChunkStore.Native;

namespace Hoody.Testing.Disks;

/// <summary>The file system as one process sees it.</summary>
internal sealed class SimulatedProcess(SimulatedDisk disk, int number) : IFileSystem
{
    private int _sessionCount;

    internal SimulatedDisk Disk => disk;

    public bool MayBlock => false;

    public string NewSessionName() => string.Create(CultureInfo.InvariantCulture, $"{number:D4}-{++_sessionCount}");

    public Errno OpenDirectory(string path, out IDirectory directory)
    {
        SimulatedDirectory opened = new(this, disk.Root, "/");
        directory = opened;
        Errno errno = Check("open", path);
        foreach (string segment in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            errno = errno == Errno.None ? opened.OpenChild(segment, out opened) : errno;
        }

        directory = opened;
        return errno;
    }

    public Errno MakeDirectory(string path)
    {
        Errno errno = OpenDirectory(Path.GetDirectoryName(path) ?? "/", out IDirectory parent);
        return errno == Errno.None ? parent.MakeDirectory(Path.GetFileName(path)) : errno;
    }

    public Errno GetVolume(string path, out string kind, out long freeBytes)
    {
        lock (disk.Gate)
        {
            (kind, freeBytes) = ("simulated", disk.CapacityBytes - disk.UsedBytes());
            return Check("statfs", path);
        }
    }

    internal Errno Check(string call, string path) => (Errno)disk.FailCall(call, path);

    /// <summary>Makes a change, and lets the test look at the disk.</summary>
    internal Errno Change(string call, string path, Func<Errno> change)
    {
        lock (disk.Gate)
        {
            Errno errno = Check(call, path);
            errno = errno == Errno.None ? change() : errno;
            if (errno == Errno.None)
            {
                disk.AfterChange?.Invoke(disk);
            }

            return errno;
        }
    }
}
