using Hoody.Volumes.Native;
using Hoody.Volumes.StatCaching;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Export;

/// <summary>A directory of the target that is being made equal to its entry; it gets its own metadata once its files are done.</summary>
internal sealed class ExportFrame(TreeEntry directory, TreePath path, Descriptor descriptor, DirectoryReader entries, bool isNew)
{
    private int _awaited = 1;
    private volatile bool _isAbandoned;
    private int _nextIndex;

    public TreeEntry Directory { get; } = directory;

    public TreePath Path { get; } = path;

    public Descriptor Descriptor { get; } = descriptor;

    /// <summary>What the tree has here, read by the walk alone.</summary>
    public DirectoryReader Entries { get; } = entries;

    /// <summary>The directory was made just now, and holds nothing.</summary>
    public bool IsNew { get; } = isNew;

    /// <summary>The directory above, which awaits this one; null for the target.</summary>
    public ExportFrame? Parent { get; init; }

    /// <summary>Its place among the entries of the directory above.</summary>
    public int Index { get; init; }

    /// <summary>What is remembered of it from before, read by the walk alone; null when nothing is known.</summary>
    public KnownDirectory? Known { get; init; }

    /// <summary>What is to be remembered of it; null when it is nothing.</summary>
    public RememberedEntries? Remembered { get; init; }

    /// <summary>For each entry of the tree whether its very name was there when the directory was listed; empty for a new one.</summary>
    public List<bool> Presences { get; } = [];

    /// <summary>The place of the entry that the walk came to, and whether its name was there. Asked once for each, in their order.</summary>
    public (int Index, bool IsPresent) TakeNext()
    {
        int index = _nextIndex++;
        return (index, index < Presences.Count && Presences[index]);
    }

    /// <summary>Small files that the walk has come to and no worker has been given.</summary>
    public List<ExportWork> Small { get; set; } = [];

    /// <summary>Not all that was to be done in here has been done.</summary>
    public bool IsAbandoned => _isAbandoned;

    /// <summary>A worker will change something in here; ended by <see cref="Release"/>.</summary>
    public void Hold() => Interlocked.Increment(ref _awaited);

    /// <summary>A worker, or the walk, is done in here; true for the last one.</summary>
    public bool Release() => Interlocked.Decrement(ref _awaited) == 0;

    public void MarkAbandoned() => _isAbandoned = true;
}
