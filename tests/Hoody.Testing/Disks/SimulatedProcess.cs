using System.Globalization;
using Hoody.ChunkStore.Native;

namespace Hoody.Testing.Disks;

/// <summary>The file system as one process sees it: its calls can be made to fail, and it can be killed.</summary>
internal sealed class SimulatedProcess(SimulatedDisk disk, int number) : IFileSystem
{
    private readonly List<SimulatedDirectory> _locked = [];
    private int _sessionCount;
    private bool _isKilled;

    /// <summary>Asked before each call with its name and path; an error number is what the call then ends with, without effect.</summary>
    internal Func<string, string, Errno> Inject { get; set; } = (_, _) => Errno.None;

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

    /// <summary>Ends the process: its locks are free, and every further call of it fails.</summary>
    internal void Kill()
    {
        lock (disk.Gate)
        {
            _isKilled = true;
            _locked.ForEach(directory => directory.Unlock());
            _locked.Clear();
        }
    }

    internal void AddLock(SimulatedDirectory directory) => _locked.Add(directory);

    internal Errno Check(string call, string path) => _isKilled ? Errno.EBADF : Inject(call, path);

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
