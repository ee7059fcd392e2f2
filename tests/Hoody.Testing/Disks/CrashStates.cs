using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Hoody.Testing.Disks;

/// <summary>What may stand on a disk after its power was cut.</summary>
/// <remarks>
/// Each file that was not fsynced has lost all since then, or half of it, or all its bytes but not its length, or nothing. Each name that was
/// not fsynced is as before or as after; a renamed file may also have both names. Changes among the temporary files are taken all or none:
/// nobody ever reads them.
/// </remarks>
internal sealed class CrashStates
{
    private readonly SimulatedDisk _disk;
    private readonly List<FileNode> _dirtyFiles = [];
    private readonly List<PendingChange[]> _changes = [];
    private readonly int[] _choiceCounts;

    internal CrashStates(SimulatedDisk disk)
    {
        _disk = disk;
        foreach (PendingChange change in disk.Pending)
        {
            AddChange(change);
        }

        HashSet<DiskNode> visited = new(ReferenceEqualityComparer.Instance);
        FindDirty(disk.Root, "", visited);
        foreach (PendingChange change in disk.Pending.Where(change => !change.IsTemporary && change.Added is not null))
        {
            FindDirty(change.Added!, change.Path, visited); // not null by the line above
        }

        // The last one: the temporary files' changes.
        _choiceCounts = [.. _dirtyFiles.Select(_ => 4), .. _changes.Select(changes => changes.Length + 1), 2];
    }

    /// <summary>Every state, if there are at most <paramref name="limit"/>; else as many, drawn by chance, the two extremes among them.</summary>
    internal IEnumerable<DiskImage> Enumerate(int limit, Random random)
    {
        long count = _choiceCounts.Aggregate(1L, (product, choices) => Math.Min(product * choices, int.MaxValue));
        for (long i = 0; i < Math.Min(count, limit); i++)
        {
            yield return Build(count <= limit ? Choices(i) : i switch
            {
                0 => new int[_choiceCounts.Length],
                1 => [.. _choiceCounts.Select(choices => choices - 1)],
                _ => [.. _choiceCounts.Select(choices => random.Next(choices))],
            });
        }
    }

    /// <summary>Nothing survived that did not have to.</summary>
    internal DiskImage Worst() => Build(new int[_choiceCounts.Length]);

    private void AddChange(PendingChange change)
    {
        if (change.NewName is { } newName && _changes.FindIndex(changes => changes[0] == newName) is >= 0 and int index)
        {
            _changes[index] = [newName, change]; // 0: the old name, 1: both, 2: the new one
        }
        else if (!change.IsTemporary)
        {
            _changes.Add([change]);
        }
    }

    private void FindDirty(DiskNode node, string path, HashSet<DiskNode> visited)
    {
        if (SimulatedDisk.IsTemporary(path) || !visited.Add(node))
        {
            return;
        }

        if (node is FileNode { IsDirty: true } file)
        {
            _dirtyFiles.Add(file);
        }
        else if (node is DirectoryNode directory)
        {
            foreach ((string name, DiskNode child) in directory.Entries)
            {
                FindDirty(child, $"{path}/{name}", visited);
            }

            foreach ((string name, DiskNode child) in directory.Durable)
            {
                FindDirty(child, $"{path}/{name}", visited);
            }
        }
    }

    private int[] Choices(long state)
    {
        int[] choices = new int[_choiceCounts.Length];
        for (int i = 0; i < choices.Length; i++)
        {
            choices[i] = (int)(state % _choiceCounts[i]);
            state /= _choiceCounts[i];
        }

        return choices;
    }

    private DiskImage Build(int[] choices)
    {
        Dictionary<FileNode, int> variants = new(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < _dirtyFiles.Count; i++)
        {
            variants.Add(_dirtyFiles[i], choices[i]);
        }

        HashSet<PendingChange> made = new(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < _changes.Count; i++)
        {
            made.UnionWith(_changes[i].Take(choices[_dirtyFiles.Count + i]));
        }

        bool withTemporary = choices[^1] != 0;
        ILookup<DirectoryNode, PendingChange> chosen = _disk.Pending
            .Where(change => made.Contains(change) || (withTemporary && change.IsTemporary && !IsChosenApart(change)))
            .ToLookup(change => change.Directory);
        return new DiskImage(BuildDirectory(_disk.Root, "", chosen, variants, out ulong fingerprint), fingerprint);
    }

    private bool IsChosenApart(PendingChange change) => _changes.Exists(changes => changes.Contains(change));

    private static DirectoryNode BuildDirectory(
        DirectoryNode node,
        string path,
        ILookup<DirectoryNode, PendingChange> chosen,
        Dictionary<FileNode, int> variants,
        out ulong fingerprint)
    {
        Dictionary<string, DiskNode> entries = node.Durable;
        if (chosen.Contains(node))
        {
            entries = new Dictionary<string, DiskNode>(entries, StringComparer.Ordinal);
            foreach (PendingChange change in chosen[node])
            {
                change.Apply(entries);
            }
        }

        DirectoryNode built = new();
        fingerprint = 1;
        foreach ((string name, DiskNode child) in entries)
        {
            ulong content;
            DiskNode copy;
            if (child is FileNode file)
            {
                byte[] bytes = Survivor(file, variants.GetValueOrDefault(file, 3));
                copy = new FileNode(bytes);
                content = XxHash3.HashToUInt64(bytes, seed: 1);
            }
            else
            {
                copy = BuildDirectory((DirectoryNode)child, $"{path}/{name}", chosen, variants, out content);
            }

            built.Entries.Add(name, copy);
            built.Durable.Add(name, copy);

            // The order of entries does not matter, nor do the names of temporary files: they are never the same twice.
            ReadOnlySpan<char> hashedName = SimulatedDisk.IsTemporary(path) ? [] : name;
            fingerprint += XxHash3.HashToUInt64(MemoryMarshal.AsBytes(hashedName), (long)content);
        }

        return built;
    }

    private static byte[] Survivor(FileNode file, int choice) => choice switch
    {
        0 => file.Durable,
        1 => file.Current[..(file.Durable.Length + ((file.Current.Length - file.Durable.Length) / 2))],
        2 => [.. file.Durable, .. new byte[file.Current.Length - file.Durable.Length]],
        _ => file.Current,
    };
}
