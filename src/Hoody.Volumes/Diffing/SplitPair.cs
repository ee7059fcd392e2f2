using Hoody.ChunkStore;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Diffing;

/// <summary>Opens two directories, of which one or both are split, level by level: nodes that both have are passed over, and what is left has all entries that differ.</summary>
/// <remarks>A name lies in a node of either side once. So the entries of the nodes that only one side has differ, or have their partner in such a node of the other.</remarks>
internal sealed class SplitPair
{
    private readonly ExpectedPair _pair;
    private DirectoryNode?[] _before;
    private DirectoryNode?[] _after;

    private SplitPair(ExpectedPair pair) => (_pair, _before, _after) = (pair, [pair.Before], [pair.After]);

    /// <summary>Null when neither of the two is split.</summary>
    public static SplitPair? Of(ExpectedPair pair) => pair is { Before.Level: > 0 } or { After.Level: > 0 } ? new SplitPair(pair) : null;

    /// <summary>Asks for the nodes of the next level. None are asked for when there are too many, and when all entries are known: then the pair has them.</summary>
    /// <param name="maxNodes">How many may be opened: a directory of which more differs is walked node by node.</param>
    public IReadOnlyList<(DirectoryClaim Claim, Action<DirectoryNode> Put)> Descend(int maxNodes)
    {
        int level = _before.Concat(_after).Max(node => node!.Level); // Not null: what was asked for has been read.
        if (level == 0)
        {
            _pair.Before = Join(_before);
            _pair.After = Join(_after);
            return [];
        }

        HashSet<BlobId> both = [.. IdsBelow(_before, level).Intersect(IdsBelow(_after, level))];
        List<(DirectoryClaim, Action<DirectoryNode>)> wanted = [];
        (_before, _after) = (Open(_before, level, both, wanted), Open(_after, level, both, wanted));
        return wanted.Count <= maxNodes ? wanted : [];
    }

    private static DirectoryNode Join(DirectoryNode?[] nodes)
    {
        List<EncodedEntry> entries = new(nodes.Sum(node => node!.Count)); // Not null: see above.
        Array.ForEach(nodes, node => entries.AddRange(node!.EncodedEntries)); // As above.
        return DirectoryNode.OfEncoded(entries);
    }

    private static IEnumerable<BlobId> IdsBelow(DirectoryNode?[] nodes, int level) =>
        nodes.SelectMany(node => node!.Level < level ? [node.Id] : node.Children.Select(child => child.Id)); // Not null: see above.

    private static DirectoryNode?[] Open(
        DirectoryNode?[] nodes, int level, HashSet<BlobId> both, List<(DirectoryClaim Claim, Action<DirectoryNode> Put)> wanted)
    {
        List<DirectoryNode?> below = [];
        List<(int Place, DirectoryClaim Claim)> claims = [];
        foreach (DirectoryNode? node in nodes)
        {
            if (node!.Level < level) // Not null: see above.
            {
                below.AddRange(both.Contains(node.Id) ? [] : [node]);
                continue;
            }

            for (int i = 0; i < node.Count; i++)
            {
                if (!both.Contains(node.Children[i].Id))
                {
                    claims.Add((below.Count, node.ClaimOf(i)));
                    below.Add(null);
                }
            }
        }

        DirectoryNode?[] opened = [.. below];
        wanted.AddRange(claims.Select(claim => (claim.Claim, new Action<DirectoryNode>(node => opened[claim.Place] = node))));
        return opened;
    }
}
