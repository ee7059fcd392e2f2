namespace Hoody.Testing.Disks;

/// <summary>A file or directory of a <see cref="SimulatedDisk"/>: what programs see now, and what a power cut cannot take.</summary>
internal abstract class DiskNode
{
    /// <summary>A copy for another disk, with all below it; shared nodes stay shared.</summary>
    internal abstract DiskNode Clone(Dictionary<DiskNode, DiskNode> copies);
}

internal sealed class FileNode : DiskNode
{
    internal FileNode(byte[]? content = null) => Current = Durable = content ?? [];

    /// <summary>Never changed in place: a write puts another array here.</summary>
    internal byte[] Current { get; set; }

    internal byte[] Durable { get; private set; }

    /// <summary>An fsync failed: the kernel has marked the pages clean, and no later fsync will write them.</summary>
    internal bool IsLost { get; set; }

    internal bool IsDirty => !ReferenceEquals(Current, Durable);

    internal void Sync() => Durable = IsLost ? Durable : Current;

    /// <summary>As if the file had never been fsynced.</summary>
    internal void ForgetSync() => Durable = [];

    internal override FileNode Clone(Dictionary<DiskNode, DiskNode> copies) =>
        copies.TryGetValue(this, out DiskNode? copy) ? (FileNode)copy : Copy(copies);

    private FileNode Copy(Dictionary<DiskNode, DiskNode> copies)
    {
        FileNode copy = new() { Current = Current, Durable = Durable, IsLost = IsLost };
        copies.Add(this, copy);
        return copy;
    }
}

internal sealed class DirectoryNode : DiskNode
{
    internal Dictionary<string, DiskNode> Entries { get; } = new(StringComparer.Ordinal);

    internal Dictionary<string, DiskNode> Durable { get; } = new(StringComparer.Ordinal);

    /// <summary>Who holds the directory's lock.</summary>
    internal SimulatedDirectory? LockedBy { get; set; }

    internal override DirectoryNode Clone(Dictionary<DiskNode, DiskNode> copies)
    {
        if (copies.TryGetValue(this, out DiskNode? known))
        {
            return (DirectoryNode)known;
        }

        DirectoryNode copy = new();
        copies.Add(this, copy);
        foreach ((string name, DiskNode child) in Entries)
        {
            copy.Entries.Add(name, child.Clone(copies));
        }

        foreach ((string name, DiskNode child) in Durable)
        {
            copy.Durable.Add(name, child.Clone(copies));
        }

        return copy;
    }
}
