using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Diffing;

/// <summary>Which removed path became which added one.</summary>
internal sealed class MoveTable
{
    private readonly Dictionary<TreePath, LocatedEntry> _sources = [];
    private readonly HashSet<TreePath> _left = [];

    public bool IsEmpty => _sources.Count == 0;

    public void Add(LocatedEntry from, LocatedEntry to)
    {
        _sources.Add(to.Path, from);
        _left.Add(from.Path);
    }

    /// <summary>Whether what was at a removed path is found elsewhere.</summary>
    public bool IsLeft(TreePath removed) => _left.Contains(removed);

    /// <summary>Finds where what is at an added path came from.</summary>
    public bool TryGetSource(TreePath added, out LocatedEntry from) => _sources.TryGetValue(added, out from);
}
