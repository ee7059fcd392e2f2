using Hoody.ChunkStore.Native;

namespace Hoody.Testing.Disks;

internal sealed class SimulatedDirectory(SimulatedProcess process, DirectoryNode node, string path) : IDirectory
{
    private readonly SimulatedDisk _disk = process.Disk;
    private bool _isChanged;

    public Errno OpenDirectory(string name, out IDirectory directory)
    {
        lock (_disk.Gate)
        {
            Errno errno = process.Check("open", PathOf(name));
            SimulatedDirectory opened = this;
            errno = errno == Errno.None ? OpenChild(name, out opened) : errno;
            directory = opened;
            return errno;
        }
    }

    public Errno OpenFile(string name, out IFile file)
    {
        lock (_disk.Gate)
        {
            Errno errno = process.Check("open", PathOf(name));
            DiskNode? found = Find(name);
            file = new SimulatedFile(process, found, PathOf(name));
            return errno == Errno.None && found is null ? Errno.ENOENT : errno;
        }
    }

    public Errno CreateFile(string name, out IFile file)
    {
        FileNode created = new();
        file = new SimulatedFile(process, created, PathOf(name));
        return Add("create", name, created);
    }

    public Errno MakeDirectory(string name)
    {
        _isChanged = true;
        return Add("mkdir", name, new DirectoryNode());
    }

    public Errno RemoveFile(string name) => process.Change("unlink", PathOf(name), () => Find(name) switch
    {
        null => Errno.ENOENT,
        DirectoryNode => Errno.EISDIR,
        _ => Remove(name),
    });

    public Errno RemoveDirectory(string name) => process.Change("rmdir", PathOf(name), () => Find(name) switch
    {
        null => Errno.ENOENT,
        DirectoryNode { Entries.Count: 0 } => Remove(name),
        DirectoryNode => Errno.ENOTEMPTY,
        _ => Errno.ENOTDIR,
    });

    public Errno RenameIfAbsent(string oldName, IDirectory newParent, string newName)
    {
        SimulatedDirectory target = (SimulatedDirectory)newParent;
        target._isChanged = true;
        return process.Change("rename", target.PathOf(newName), () =>
        {
            if (!node.Entries.TryGetValue(oldName, out DiskNode? moved))
            {
                return Errno.ENOENT;
            }

            return target.Contains(newName) && _disk.Lacks != MissingAbility.RenameIfAbsent ? Errno.EEXIST : Rename(oldName, moved, target, newName);
        });
    }

    public Errno GetEntry(string name, out DirectoryEntry entry)
    {
        lock (_disk.Gate)
        {
            DiskNode? found = Find(name);
            entry = SimulatedFile.Describe(name, found);
            Errno errno = process.Check("stat", PathOf(name));
            return errno == Errno.None && found is null ? Errno.ENOENT : errno;
        }
    }

    public Errno List(string prefix, List<DirectoryEntry> entries)
    {
        lock (_disk.Gate)
        {
            Errno errno = process.Check("list", path);
            if (errno == Errno.None)
            {
                _disk.Listed.Add(path);
                foreach ((string name, DiskNode child) in node.Entries)
                {
                    entries.Add(SimulatedFile.Describe(prefix + name, child));
                }
            }

            return errno;
        }
    }

    public Errno Sync() => process.Change("fsync", path, () =>
    {
        bool isOfListing = !_isChanged && _disk.Listed.Contains(path);
        if (!_disk.Lies.LosesDirectorySync(path) && !(isOfListing && _disk.Lies.LosesSyncOfListing(path)))
        {
            _disk.Sync(node);
        }

        return Errno.None;
    });

    public Errno Lock(bool wait)
    {
        lock (_disk.Gate)
        {
            Errno errno = process.Check("flock", path);
            if (errno == Errno.None && node.LockedBy is not null && node.LockedBy != this
                && _disk.Lacks != MissingAbility.Locks)
            {
                // Nothing in a simulation lets go while somebody waits: a wait would be for ever.
                return wait ? throw new InvalidOperationException($"'{path}' is locked, and is waited for.") : Errno.EAGAIN;
            }

            if (errno == Errno.None)
            {
                node.LockedBy = this;
            }

            return errno;
        }
    }

    public void Dispose()
    {
        lock (_disk.Gate)
        {
            node.LockedBy = node.LockedBy == this ? null : node.LockedBy;
        }
    }

    internal Errno OpenChild(string name, out SimulatedDirectory directory)
    {
        DiskNode? found = Find(name);
        directory = new SimulatedDirectory(process, found as DirectoryNode ?? new DirectoryNode(), PathOf(name));
        return found switch
        {
            null => Errno.ENOENT,
            DirectoryNode => Errno.None,
            _ => Errno.ENOTDIR,
        };
    }

    private DiskNode? Find(string name) => node.Entries.TryGetValue(name, out DiskNode? found) || _disk.Lacks != MissingAbility.Case
        ? found
        : node.Entries.FirstOrDefault(entry => entry.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    private bool Contains(string name) => node.Entries.ContainsKey(name);

    private string PathOf(string name) => path == "/" ? $"/{name}" : $"{path}/{name}";

    private Errno Add(string call, string name, DiskNode added) => process.Change(call, PathOf(name), () =>
    {
        if (!node.Entries.TryAdd(name, added))
        {
            return Errno.EEXIST;
        }

        _disk.Add(new PendingChange(node, path, name, added));
        return Errno.None;
    });

    private Errno Remove(string name)
    {
        node.Entries.Remove(name);
        _disk.Add(new PendingChange(node, path, name, Added: null));
        return Errno.None;
    }

    private Errno Rename(string oldName, DiskNode moved, SimulatedDirectory target, string newName)
    {
        node.Entries.Remove(oldName);
        target.AddRenamed(newName, moved, out PendingChange added);
        _disk.Add(new PendingChange(node, path, oldName, Added: null) { NewName = added });
        if (moved is FileNode file && _disk.Lies.LosesFileSync(target.PathOf(newName)))
        {
            file.ForgetSync();
        }

        return Errno.None;
    }

    private void AddRenamed(string name, DiskNode moved, out PendingChange added)
    {
        node.Entries[name] = moved;
        added = new PendingChange(node, path, name, moved);
        _disk.Add(added);
    }
}
