using Hoody.Volumes.StatCaching;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Import;

/// <summary>Makes the tree of one directory out of what was read and what is kept of the tree before. For one thread at a time.</summary>
/// <remarks>As long as the entries that come are those the directory had, none of them is read from the store, and nothing is stored.</remarks>
internal sealed class DirectoryMerge(ImportSession session, TreePath path, CachedDirectory? known)
{
    private readonly CachedEntryReader? _known = known?.OpenEntries();
    private CachedDirectoryWriter? _cache;
    private DirectoryBuilder? _nodes;
    private DirectoryReader? _before;

    // How many of the first entries that the directory had have come, with nothing else between them.
    private int _keptFirst;

    /// <summary>Adds the next entry, in the order of the names.</summary>
    public async ValueTask AddAsync(EntryName name, Arrival arrival, CancellationToken cancellationToken)
    {
        CachedEntry remembered = arrival.Remembered;
        int index = -1;
        if ((arrival.IsKept || arrival.HasKeptMetadata) && !_known!.TryFind(name, out remembered, out index)) // Not null: by it they are kept.
        {
            throw StatCacheFile.Damaged("an entry is not found again");
        }

        if (arrival.IsKept)
        {
            session.Cache!.CountKept(); // Not null: by it they are kept.
        }

        if (arrival.IsKept && _nodes is null && index == _keptFirst)
        {
            _keptFirst++;
            return;
        }

        DirectoryBuilder nodes = await BeginAsync(cancellationToken).ConfigureAwait(false);
        await nodes.AddAsync(await GetEntryAsync(name, arrival, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        _cache?.Add(name, arrival.IsKept ? Keep(remembered) : arrival.HasKeptMetadata ? remembered with { DirectoryOffset = arrival.DirectoryOffset } : remembered);
    }

    /// <summary>Stores what is left.</summary>
    public async ValueTask<MergedDirectory> FinishAsync(CancellationToken cancellationToken)
    {
        if (known is not null && _nodes is null && _keptFirst == known.EntryCount)
        {
            return new MergedDirectory(known.Tree, null);
        }

        DirectoryBuilder nodes = await BeginAsync(cancellationToken).ConfigureAwait(false);
        TreeEntry tree = await nodes.FinishAsync(
            new TreeEntry { Name = EntryName.Root, Type = EntryType.Directory }, cancellationToken).ConfigureAwait(false);
        return new MergedDirectory(tree, _cache?.Complete(tree) ?? 0);
    }

    /// <summary>Remembers a directory that turned out to be unchanged; says where the new cache has its entries.</summary>
    public long Keep() => session.Cache!.Keep(known!); // Not null: by them it is unchanged.

    private CachedEntry Keep(in CachedEntry entry) =>
        known!.OpenDirectory(entry) is { } below ? entry with { DirectoryOffset = session.Cache!.Keep(below) } : entry; // Not null: by them it is kept.

    private async ValueTask<DirectoryBuilder> BeginAsync(CancellationToken cancellationToken)
    {
        if (_nodes is null)
        {
            _nodes = new DirectoryBuilder(session.Writer, path);
            for (int i = 0; i < _keptFirst; i++)
            {
                await _nodes.AddAsync(await ReadBeforeAsync(null, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            }

            BeginCache();
        }

        return _nodes;
    }

    private void BeginCache()
    {
        _cache = session.Cache?.BeginDirectory();
        CachedEntryReader? entries = _keptFirst > 0 && _cache is not null ? known!.OpenEntries() : null; // Not null: something is kept.
        for (int i = 0; i < _keptFirst && entries is not null; i++)
        {
            if (!entries.TryRead(out EntryName name, out CachedEntry entry))
            {
                throw StatCacheFile.Damaged("an entry is not found again");
            }

            _cache!.Add(name, Keep(entry)); // Not null: else there are no entries.
        }
    }

    private async ValueTask<TreeEntry> GetEntryAsync(EntryName name, Arrival arrival, CancellationToken cancellationToken)
    {
        if (arrival is { HasKeptMetadata: false, Entry: { } read })
        {
            return read;
        }

        TreeEntry before = await ReadBeforeAsync(name, cancellationToken).ConfigureAwait(false);
        return arrival.Entry is { } tree ? before with { TreeId = tree.TreeId, ContentOnlyId = tree.ContentOnlyId, Totals = tree.Totals } : before;
    }

    /// <summary>The entry of that name in the tree before, or the next one when <paramref name="name"/> is null.</summary>
    private async ValueTask<TreeEntry> ReadBeforeAsync(EntryName? name, CancellationToken cancellationToken)
    {
        _before ??= await DirectoryReader.OpenAsync(
            session.Cache!.Blobs, known!.Tree, path, cancellationToken).ConfigureAwait(false); // Not null: something is kept by them.
        TreeEntry? entry;
        do
        {
            entry = await _before.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        while (entry is not null && name is { } wanted && entry.Name < wanted);

        return entry is not null && (name is null || entry.Name == name)
            ? entry
            : throw StatCacheFile.Damaged("it remembers an entry that the tree does not have");
    }
}
