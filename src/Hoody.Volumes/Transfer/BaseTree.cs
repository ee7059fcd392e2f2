using Hoody.ChunkStore;
using Hoody.Volumes.Snapshots;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Transfer;

/// <summary>What the target had before: what comes under a path that it has is a change, and what comes under another one is new.</summary>
/// <remarks>Only counts rest on it. A base that is damaged, or that this version cannot read, has nothing, so that a transfer can heal it, or take its place.</remarks>
internal static class BaseTree
{
    private static readonly Dictionary<EntryName, TreeEntry> _nothing = [];

    /// <summary>The top directory of what a root takes the place of; null when there is none.</summary>
    /// <param name="target">The store that has the base.</param>
    /// <param name="root">The root.</param>
    /// <param name="snapshot">The base of all roots; null for what the root's ref points to.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public static async ValueTask<TreeEntry?> FindRootAsync(BlobStore target, TransferRoot root, BlobId? snapshot, CancellationToken cancellationToken)
    {
        if (snapshot is null && root.RefName.Length > 0)
        {
            snapshot = (await RootRefs.GetAsync(target.Refs, root.RefName, cancellationToken).ConfigureAwait(false))?.Target;
        }

        try
        {
            return snapshot is { } id ? (await SnapshotReader.ReadAsync(target, id, cancellationToken).ConfigureAwait(false)).Root : null;
        }
        catch (ChunkStoreException damage) when (IsUnreadable(damage))
        {
            return null;
        }
    }

    /// <summary>The entries of a directory that bear a name which a node of the new one has.</summary>
    /// <param name="target">The store that has the base.</param>
    /// <param name="directory">The base's directory of the same path; null when it has none.</param>
    /// <param name="references">What the node names.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public static async ValueTask<IReadOnlyDictionary<EntryName, TreeEntry>> FindEntriesAsync(
        BlobStore target, TreeEntry? directory, NodeReferences references, CancellationToken cancellationToken)
    {
        if (directory is null)
        {
            return _nothing;
        }

        Dictionary<EntryName, TreeEntry> found = [];
        try
        {
            DirectoryReader reader = await DirectoryReader.OpenAsync(target, directory, TreePath.Root, cancellationToken).ConfigureAwait(false);
            foreach (EntryName name in references.Nodes.Select(node => node.Name).Where(name => !name.IsRoot).Concat(references.ChunkNames))
            {
                await reader.SeekAsync(name, cancellationToken).ConfigureAwait(false);
                if (await reader.ReadAsync(cancellationToken).ConfigureAwait(false) is { } entry && entry.Name == name)
                {
                    found.Add(name, entry);
                }
            }
        }
        catch (ChunkStoreException damage) when (IsUnreadable(damage))
        {
            return found;
        }

        return found;
    }

    private static bool IsUnreadable(ChunkStoreException failure) =>
        failure is BlobNotFoundException or CorruptDataException or UnsupportedFormatException or FileTreeException or BackendException { IsTransient: false };
}
