using Hoody.ChunkStore;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Diffing;

/// <summary>Reads the directories that a walk of two trees enters, many at a time: the nearest in the order of the walk first, whatever their depth.</summary>
/// <remarks>A read of one node is mostly the way to it and back; read together, nodes cost little more than their bytes.</remarks>
/// <param name="nodes">Where both trees are.</param>
/// <param name="isExpected">Whether the walk is certain to enter the directories of a name.</param>
internal sealed class PairReader(NodeSource nodes, Func<EntryPair, bool> isExpected)
{
    private const int MaxPairsAtOnce = 256;

    // Those that differ, about 10 MB of them. With more, what is read is what the walk has come to.
    private const int MaxItemsAhead = 32 << 10;

    // What is expected and not read, the next on top.
    private readonly Stack<ExpectedPair> _expected = new();

    // The bytes of nodes whose entries have yet to be made.
    private readonly List<FetchedBlob> _held = [];
    private int _itemsAhead;
    private bool _hasMetDamage;

    /// <summary>Makes sure that the nodes of a pair are read; the walk enters it now.</summary>
    /// <exception cref="BlobNotFoundException">The store lacks a node.</exception>
    /// <exception cref="CorruptDataException">A node is damaged, or is not what was claimed.</exception>
    public async ValueTask ReadAsync(ExpectedPair pair, CancellationToken cancellationToken)
    {
        if (!pair.IsRead)
        {
            // The walk takes what is expected in order, so it is on top, or was not expected.
            if (!_expected.TryPeek(out ExpectedPair? next) || next != pair)
            {
                _expected.Push(pair);
            }

            await ReadAheadAsync(cancellationToken).ConfigureAwait(false);
        }

        pair.Before ??= await ReadAsync(pair.Entries.Before!, pair.PathBefore, cancellationToken).ConfigureAwait(false); // Null is what exists and is not read.
        pair.After ??= await ReadAsync(pair.Entries.After!, pair.Path, cancellationToken).ConfigureAwait(false); // As above.
        _itemsAhead = Math.Max(_itemsAhead - pair.ItemsHeld, 0);
    }

    private ValueTask<DirectoryNode> ReadAsync(TreeEntry directory, TreePath path, CancellationToken cancellationToken) =>
        TreeReader.ReadNodeAsync(nodes, DirectoryClaim.OfTop(directory), path, cancellationToken);

    private async ValueTask ReadAheadAsync(CancellationToken cancellationToken)
    {
        List<ExpectedPair> pairs = [];
        int count = _itemsAhead < MaxItemsAhead && !_hasMetDamage ? MaxPairsAtOnce : 1;
        while (pairs.Count < count && _expected.TryPop(out ExpectedPair? pair))
        {
            pairs.Add(pair);
        }

        try
        {
            await ReadNodesAsync(pairs, cancellationToken).ConfigureAwait(false);
            Expect(pairs);
        }
        finally
        {
            _held.ForEach(blob => blob.Dispose());
            _held.Clear();
        }
    }

    private async ValueTask ReadNodesAsync(List<ExpectedPair> pairs, CancellationToken cancellationToken)
    {
        try
        {
            await ReadTopNodesAsync(pairs, cancellationToken).ConfigureAwait(false);
            await OpenSplitAsync(pairs, cancellationToken).ConfigureAwait(false);
        }
        catch (ChunkStoreException)
        {
            _hasMetDamage = true; // From now on one by one: what the walk meets before the damage is told before it.
        }
    }

    /// <summary>Makes the entries that differ, and finds out which directories the walk is going to enter next.</summary>
    private void Expect(List<ExpectedPair> pairs)
    {
        // What is below the first comes before what is below the second.
        for (int i = pairs.Count - 1; i >= 0; i--)
        {
            IReadOnlyList<ExpectedPair> below = FindBelow(pairs[i]);
            for (int j = below.Count - 1; j >= 0; j--)
            {
                _expected.Push(below[j]);
            }

            _itemsAhead += pairs[i].ItemsHeld;
        }
    }

    private IReadOnlyList<ExpectedPair> FindBelow(ExpectedPair pair)
    {
        try
        {
            return pair.FindBelow(isExpected);
        }
        catch (CorruptDataException)
        {
            _hasMetDamage = true; // As above. The walk reads the pair again, and tells where it is.
            return [];
        }
    }

    private async ValueTask ReadTopNodesAsync(List<ExpectedPair> pairs, CancellationToken cancellationToken)
    {
        List<(ExpectedPair Pair, bool IsBefore)> wanted = new(2 * pairs.Count);
        foreach (ExpectedPair pair in pairs)
        {
            if (pair.Before is null)
            {
                wanted.Add((pair, true));
            }

            if (pair.After is null)
            {
                wanted.Add((pair, false));
            }
        }

        DirectoryClaim ClaimOf(int i) => DirectoryClaim.OfTop((wanted[i].IsBefore ? wanted[i].Pair.Entries.Before : wanted[i].Pair.Entries.After)!); // Null is what exists and is not read.

        void Put(int i, DirectoryNode node) =>
            _ = wanted[i].IsBefore ? wanted[i].Pair.Before = node : wanted[i].Pair.After = node;

        await ReadNodesAsync(wanted.Count, ClaimOf, Put, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads what differs of directories that are split, so that what is below them is read ahead as well.</summary>
    private async ValueTask OpenSplitAsync(List<ExpectedPair> pairs, CancellationToken cancellationToken)
    {
        int maxNodes = (MaxItemsAhead - _itemsAhead) / NodeSplit.MaxItems;
        List<SplitPair> split = _hasMetDamage ? [] : [.. pairs.Select(SplitPair.Of).OfType<SplitPair>()];
        while (split.Count > 0)
        {
            List<(DirectoryClaim Claim, Action<DirectoryNode> Put)> wanted = [];
            split.RemoveAll(pair =>
            {
                IReadOnlyList<(DirectoryClaim, Action<DirectoryNode>)> below = pair.Descend(maxNodes);
                wanted.AddRange(below);
                maxNodes -= below.Count;
                return below.Count == 0;
            });
            await ReadNodesAsync(wanted.Count, i => wanted[i].Claim, (i, node) => wanted[i].Put(node), cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask ReadNodesAsync(
        int count, Func<int, DirectoryClaim> claimOf, Action<int, DirectoryNode> put, CancellationToken cancellationToken)
    {
        BlobId[] ids = new BlobId[count];
        for (int i = 0; i < ids.Length; i++)
        {
            ids[i] = claimOf(i).Id;
        }

        await foreach ((int index, FetchedBlob blob) in nodes.GetManyAsync(ids, BlobKind.Tree, cancellationToken).ConfigureAwait(false))
        {
            _held.Add(blob);
            put(index, DirectoryNode.ReadEncoded(blob.Plain, claimOf(index)));
        }
    }
}
