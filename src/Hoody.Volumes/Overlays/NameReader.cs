using Hoody.ChunkStore;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Overlays;

/// <summary>Reads the names of a directory in order: the snapshot's, and over them the changed ones.</summary>
internal sealed class NameReader
{
    private readonly DirectoryReader? _stored;
    private readonly IEnumerator<KeyValuePair<EntryName, OverlayNode?>> _changed;
    private TreeEntry? _nextStored;
    private bool _hasChanged;

    private NameReader(DirectoryReader? stored, IEnumerable<KeyValuePair<EntryName, OverlayNode?>> changed)
    {
        _stored = stored;
        _changed = changed.GetEnumerator();
        _hasChanged = _changed.MoveNext();
    }

    /// <summary>How many items of nodes it holds at most.</summary>
    public int MaxItemsHeld => _stored?.MaxItemsHeld ?? 0;

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
        }

        NameReader reader = new(stored, directory.Names.SkipWhile(name => name.Key <= after));
        do
        {
            await reader.AdvanceAsync(cancellationToken).ConfigureAwait(false);
        }
        while (reader._nextStored?.Name <= after);

        return reader;
    }

    /// <summary>The next name with what bears it: an entry of the snapshot, or a node that was kept for changes. Null after the last.</summary>
    public async ValueTask<(EntryName Name, TreeEntry? Stored, OverlayNode? Changed)?> NextAsync(CancellationToken cancellationToken)
    {
        while (_hasChanged || _nextStored is not null)
        {
            if (_nextStored is { } stored && (!_hasChanged || stored.Name < _changed.Current.Key))
            {
                await AdvanceAsync(cancellationToken).ConfigureAwait(false);
                return (stored.Name, stored, null);
            }

            (EntryName name, OverlayNode? node) = _changed.Current;
            _hasChanged = _changed.MoveNext();
            if (_nextStored?.Name == name)
            {
                await AdvanceAsync(cancellationToken).ConfigureAwait(false);
            }

            if (node is not null)
            {
                return (name, null, node);
            }
        }

        return null;
    }

    private async ValueTask AdvanceAsync(CancellationToken cancellationToken) =>
        _nextStored = _stored is null ? null : await _stored.ReadAsync(cancellationToken).ConfigureAwait(false);
}
