using Hoody.ChunkStore;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Overlays;

/// <summary>Reads the names of a directory in order: the snapshot's, and over them the changed ones.</summary>
internal sealed class NameReader
{
    private readonly DirectoryReader? _stored;
    private readonly IEnumerator<KeyValuePair<EntryName, OverlayNode?>> _changed;
    private bool _hasChanged;

    private NameReader(DirectoryReader? stored, IEnumerable<KeyValuePair<EntryName, OverlayNode?>> changed)
    {
        _stored = stored;
        _changed = changed.GetEnumerator();
        _hasChanged = _changed.MoveNext();
    }

    /// <summary>How many items of nodes it holds at most.</summary>
    public int MaxItemsHeld => _stored?.MaxItemsHeld ?? 0;

    /// <summary>How many names the snapshot has in the directory.</summary>
    public int StoredCount => _stored?.EntryCount ?? 0;

    /// <summary>Begins with the first name that sorts after <paramref name="after"/>.</summary>
    public static async ValueTask<NameReader> OpenAsync(
        BlobStore blobs, OverlayNode directory, TreePath path, EntryName after, CancellationToken cancellationToken)
    {
        DirectoryReader? stored = directory.Base is { } entry
            ? await DirectoryReader.OpenAsync(blobs, entry, path, cancellationToken).ConfigureAwait(false)
            : null;
        if (stored is not null && !after.IsRoot)
        {
            await stored.SeekAsync(after, cancellationToken).ConfigureAwait(false);
            if ((await stored.PeekAsync(cancellationToken).ConfigureAwait(false))?.Name == after)
            {
                stored.Pass();
            }
        }

        return new NameReader(stored, directory.Names.SkipWhile(name => name.Key <= after));
    }

    /// <summary>Adds to the builder, unread, the nodes that come next and in which nothing was changed, as far as it takes them.</summary>
    public async ValueTask PassNodesAsync(DirectoryBuilder builder, CancellationToken cancellationToken)
    {
        while (_stored is { IsAtNode: true })
        {
            (DirectoryChild node, int level, bool isLast) = _stored.NextNode;
            bool isUntouched = !isLast && (!_hasChanged || node.LastName < _changed.Current.Key);
            if (isUntouched && await builder.TryAddNodeAsync(node, level, cancellationToken).ConfigureAwait(false))
            {
                _stored.Pass();
            }
            else
            {
                await _stored.OpenNodeAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The next name with what bears it: an entry of the snapshot, or a node that was kept for changes. Null after the last.</summary>
    public async ValueTask<(EntryName Name, TreeEntry? Stored, OverlayNode? Changed)?> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            TreeEntry? stored = _stored is null ? null : await _stored.PeekAsync(cancellationToken).ConfigureAwait(false);
            if (stored is not null && (!_hasChanged || stored.Name < _changed.Current.Key))
            {
                _stored!.Pass(); // It gave the entry.
                return (stored.Name, stored, null);
            }

            if (!_hasChanged)
            {
                return null;
            }

            (EntryName name, OverlayNode? node) = _changed.Current;
            _hasChanged = _changed.MoveNext();
            if (stored?.Name == name)
            {
                _stored!.Pass(); // It gave the entry.
            }

            if (node is not null)
            {
                return (name, null, node);
            }
        }
    }
}
