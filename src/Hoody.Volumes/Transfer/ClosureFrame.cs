using System.Diagnostics.CodeAnalysis;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Transfer;

/// <summary>A node of a directory whose closure is being walked.</summary>
internal sealed class ClosureFrame(DirectoryNode node, TreePath path)
{
    private int _nextEntry;
    private int _nextChild;

    public DirectoryNode Node => node;

    /// <summary>The directory that the node belongs to.</summary>
    public TreePath Path => path;

    public bool TryNextEntry([NotNullWhen(true)] out TreeEntry? entry)
    {
        entry = _nextEntry < node.Entries.Count ? node.Entries[_nextEntry++] : null;
        return entry is not null;
    }

    public bool TryNextChild(out DirectoryClaim claim)
    {
        bool isLeft = _nextChild < node.Children.Count;
        claim = isLeft ? node.ClaimOf(_nextChild++) : default;
        return isLeft;
    }
}
