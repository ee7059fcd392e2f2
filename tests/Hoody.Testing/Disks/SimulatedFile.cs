using Hoody.ChunkStore.Native;

namespace Hoody.Testing.Disks;

internal sealed class SimulatedFile(SimulatedProcess process, DiskNode? node, string path) : IFile
{
    private readonly SimulatedDisk _disk = process.Disk;

    public Errno GetEntry(out DirectoryEntry entry)
    {
        lock (_disk.Gate)
        {
            entry = Describe("", node);
            return process.Check("stat", path);
        }
    }

    public Errno Write(ReadOnlySpan<byte> bytes, long offset)
    {
        FileNode file = (FileNode)node!; // only a created file is written
        byte[] content = new byte[Math.Max(file.Current.Length, checked((int)offset) + bytes.Length)];
        file.Current.CopyTo(content, 0);
        bytes.CopyTo(content.AsSpan((int)offset));
        return process.Change("write", path, () =>
        {
            bool isFull = _disk.CapacityBytes != long.MaxValue
                && _disk.UsedBytes() - file.Current.Length + content.Length > _disk.CapacityBytes;
            file.Current = isFull ? file.Current : content;
            return isFull ? Errno.ENOSPC : Errno.None;
        });
    }

    public Errno Read(Span<byte> destination, long offset, out int count)
    {
        lock (_disk.Gate)
        {
            byte[] content = ((FileNode)node!).Current; // the caller has asked what kind of entry it is
            int start = (int)Math.Min(offset, content.Length);
            count = Math.Min(content.Length - start, destination.Length);
            content.AsSpan(start, count).CopyTo(destination);
            return process.Check("read", path);
        }
    }

    public Errno Sync()
    {
        FileNode file = (FileNode)node!; // only a created file is fsynced
        Errno errno = process.Change("fsync", path, () =>
        {
            file.Sync();
            return Errno.None;
        });
        file.IsLost |= errno != Errno.None;
        return errno;
    }

    public void Dispose()
    {
        // Nothing is held: the content belongs to the disk.
    }

    internal static DirectoryEntry Describe(string name, DiskNode? node) => node switch
    {
        FileNode file => new DirectoryEntry(name, EntryKind.File, file.Current.Length),
        DirectoryNode => new DirectoryEntry(name, EntryKind.Directory, 0),
        _ => new DirectoryEntry(name, EntryKind.Other, 0),
    };
}
