using Hoody.ChunkStore;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Diffing;

/// <summary>Compares the chunks of two versions of a file, and opens only the lists that one has and the other has not.</summary>
internal sealed class ChunkDifference(NodeSource source)
{
    /// <summary>Adds up the chunks that only the later version has; one that it has twice counts once.</summary>
    /// <remarks>Chunks of a list that both have are not looked at, so one of them that has a new place as well counts as new.</remarks>
    public async ValueTask<long> CountNewBytesAsync(LocatedEntry? before, LocatedEntry after, CancellationToken cancellationToken)
    {
        if (before?.Entry.Content == after.Entry.Content)
        {
            return 0;
        }

        List<ChunkListNode> old = await OpenAsync(before, cancellationToken).ConfigureAwait(false);
        List<ChunkListNode> current = await OpenAsync(after, cancellationToken).ConfigureAwait(false);
        for (int level = old.Concat(current).Max(node => node.Level); level > 0; level--)
        {
            HashSet<BlobId> both = [.. IdsBelow(old, level).Intersect(IdsBelow(current, level))];
            old = await DescendAsync(old, level, both, before, cancellationToken).ConfigureAwait(false);
            current = await DescendAsync(current, level, both, after, cancellationToken).ConfigureAwait(false);
        }

        HashSet<BlobId> known = [.. old.SelectMany(node => node.Chunks).Select(chunk => chunk.Id)];
        return current.SelectMany(node => node.Chunks).Where(chunk => known.Add(chunk.Id)).Sum(chunk => (long)chunk.LengthBytes);
    }

    private async ValueTask<List<ChunkListNode>> OpenAsync(LocatedEntry? file, CancellationToken cancellationToken) =>
        file is { Entry.Type: EntryType.File } there
            ? [await TreeReader.ReadChunkListAsync(source, there.Entry, there.Path, cancellationToken).ConfigureAwait(false)]
            : [];

    private static IEnumerable<BlobId> IdsBelow(List<ChunkListNode> nodes, int level) =>
        nodes.SelectMany(node => node.Level < level ? [node.Id] : node.Children.Select(child => child.Id));

    /// <summary>The nodes of the level below, without those that both versions have.</summary>
    private async ValueTask<List<ChunkListNode>> DescendAsync(
        List<ChunkListNode> nodes, int level, HashSet<BlobId> both, LocatedEntry? file, CancellationToken cancellationToken)
    {
        List<ChunkListNode> below = [.. nodes.Where(node => node.Level < level && !both.Contains(node.Id))];
        foreach (ChunkListNode node in nodes.Where(node => node.Level == level))
        {
            for (int i = 0; i < node.Count; i++)
            {
                if (!both.Contains(node.Children[i].Id))
                {
                    ChunkListClaim claim = node.ClaimOf(i);
                    below.Add(await TreeReader.ReadNodeAsync(source, claim, file?.Path ?? default, cancellationToken).ConfigureAwait(false));
                }
            }
        }

        return below;
    }
}
