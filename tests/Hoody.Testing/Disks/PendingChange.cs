namespace Hoody.Testing.Disks;

/// <summary>A change of a directory that is not durable: a power cut may take it or leave it.</summary>
/// <param name="Directory">The directory.</param>
/// <param name="Path">The directory's path when it was changed.</param>
/// <param name="Name">The entry.</param>
/// <param name="Added">What the name stands for from then on; null when the name went.</param>
internal sealed record PendingChange(DirectoryNode Directory, string Path, string Name, DiskNode? Added)
{
    /// <summary>For the old name of a rename: the new one. The old name never goes without it.</summary>
    internal PendingChange? NewName { get; init; }

    internal bool IsTemporary => SimulatedDisk.IsTemporary(Path);

    internal void Apply(Dictionary<string, DiskNode> entries)
    {
        if (Added is null)
        {
            entries.Remove(Name);
        }
        else
        {
            entries[Name] = Added;
        }
    }

    internal PendingChange CloneFor(Dictionary<DiskNode, DiskNode> copies, Dictionary<PendingChange, PendingChange> changes) => new(
        Directory.Clone(copies), Path, Name, Added?.Clone(copies))
    {
        NewName = NewName is null ? null : changes.GetValueOrDefault(NewName),
    };
}
