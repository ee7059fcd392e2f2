using Hoody.ChunkStore;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Overlays;

/// <summary>A snapshot's tree with changes over it. Holds what was changed and the way to it; the rest is read when it is asked for.</summary>
/// <remarks>For one thread at a time. A change that cannot be made throws before anything is changed.</remarks>
internal sealed class OverlayTree(BlobStore blobs, TreeEntry root)
{
    private readonly Dictionary<ulong, OverlayNode> _linked = [];

    public OverlayNode Root { get; } = new(root, isNew: false);

    /// <summary>The groups of the snapshot's files with several names of which one was changed: their other names must follow.</summary>
    public IReadOnlySet<ulong> ChangedGroups => _linked.Values
        .Where(node => node.Base is { HardLinkGroup: not 0 } stored && (node.Extents is not null || node.Entry != stored))
        .Select(node => node.Entry.HardLinkGroup)
        .ToHashSet();

    /// <summary>Finds what bears a path now; null when nothing does.</summary>
    public async ValueTask<OverlayNode?> FindAsync(TreePath path, CancellationToken cancellationToken)
    {
        OverlayNode? node = Root;
        TreePath at = TreePath.Root;
        foreach (EntryName name in Names(path))
        {
            node = await ChildAsync(node, at, name, cancellationToken).ConfigureAwait(false);
            if (node is null)
            {
                return null;
            }

            at = at.Combine(name);
        }

        return node;
    }

    /// <summary>The same, and keeps what it found, and the way to it, to be changed.</summary>
    /// <exception cref="FileTreeException">Nothing bears the path.</exception>
    public async ValueTask<OverlayNode> TouchAsync(TreePath path, CancellationToken cancellationToken)
    {
        OverlayNode node = Root;
        TreePath at = TreePath.Root;
        foreach (EntryName name in Names(path))
        {
            OverlayNode child = await ChildAsync(node, at, name, cancellationToken).ConfigureAwait(false)
                ?? throw new FileTreeException(path.ToShortString(), "is not there");
            Keep(node, name, child);
            node = child;
            at = at.Combine(name);
        }

        return node;
    }

    /// <summary>The node of an entry of the snapshot: one and the same for all names of a file.</summary>
    public OverlayNode Resolve(TreeEntry entry) =>
        entry.HardLinkGroup != 0 && _linked.TryGetValue(entry.HardLinkGroup, out OverlayNode? node) ? node : new OverlayNode(entry, isNew: false);

    /// <summary>Makes a change, once <paramref name="record"/> has recorded it.</summary>
    /// <param name="change">The change.</param>
    /// <param name="record">Called when nothing can go wrong any more; says where the change's bytes are.</param>
    /// <param name="cancellationToken">Cancels the call before the change.</param>
    /// <exception cref="FileTreeException">The change cannot be made: its path says why.</exception>
    public async ValueTask ApplyAsync(VolumeChange change, Func<long> record, CancellationToken cancellationToken)
    {
        switch (change.Kind)
        {
            case ChangeKind.Create:
                OverlayNode home = await VacantAsync(change.Path, cancellationToken).ConfigureAwait(false);
                record();
                SetName(home, change.Path.Name, new OverlayNode(change.Entry!, isNew: true), change.Time); // This kind has one.
                break;
            case ChangeKind.Delete:
                await FindTakenAsync(change.Path, cancellationToken).ConfigureAwait(false);
                OverlayNode parent = await TouchAsync(change.Path.Parent, cancellationToken).ConfigureAwait(false);
                record();
                SetName(parent, change.Path.Name, null, change.Time);
                break;
            case ChangeKind.Rename:
                await RenameAsync(change, record, cancellationToken).ConfigureAwait(false);
                break;
            case ChangeKind.Link:
                await LinkAsync(change, record, cancellationToken).ConfigureAwait(false);
                break;
            case ChangeKind.SetMetadata:
                OverlayNode touched = await TouchAsync(change.Path, cancellationToken).ConfigureAwait(false);
                record();
                touched.Entry = WithMetadata(touched.Entry, change.Entry!); // This kind has one.
                break;
            default:
                OverlayNode file = await TouchFileAsync(change.Path, cancellationToken).ConfigureAwait(false);
                Change(file, change, record());
                break;
        }
    }

    private static void Change(OverlayNode file, VolumeChange change, long dataOffset)
    {
        if (change.Kind == ChangeKind.SetLength)
        {
            file.SetLength(change.Offset);
        }
        else if (change.Data.Length > 0)
        {
            file.Write(new Extent(change.Offset, change.Data.Length, dataOffset));
        }

        file.Entry = file.Entry with { ModifiedTime = change.Time };
    }

    /// <summary>The entry of a directory's child as the snapshot or the changes have it; null when it is not there.</summary>
    private async ValueTask<OverlayNode?> ChildAsync(OverlayNode node, TreePath path, EntryName name, CancellationToken cancellationToken)
    {
        if (node.Names.TryGetValue(name, out OverlayNode? changed))
        {
            return changed;
        }

        if (node is not { IsDirectory: true, Base: { } directory })
        {
            return null;
        }

        DirectoryReader reader = await DirectoryReader.OpenAsync(blobs, directory, path, cancellationToken).ConfigureAwait(false);
        await reader.SeekAsync(name, cancellationToken).ConfigureAwait(false);
        TreeEntry? entry = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        return entry?.Name == name ? Resolve(entry) : null;
    }

    private void Keep(OverlayNode parent, EntryName name, OverlayNode child)
    {
        parent.SetName(name, child);
        if (child.Entry.HardLinkGroup != 0)
        {
            _linked.TryAdd(child.Entry.HardLinkGroup, child);
        }
    }

    private async ValueTask RenameAsync(VolumeChange change, Func<long> record, CancellationToken cancellationToken)
    {
        if (change.To == change.Path || change.To.Bytes.StartsWith([.. change.Path.Bytes, (byte)'/']))
        {
            throw new FileTreeException(change.To.ToShortString(), "lies within what is to be moved there");
        }

        await FindTakenAsync(change.Path, cancellationToken).ConfigureAwait(false);
        OverlayNode to = await VacantAsync(change.To, cancellationToken).ConfigureAwait(false);
        OverlayNode moved = await TouchAsync(change.Path, cancellationToken).ConfigureAwait(false);
        OverlayNode from = await TouchAsync(change.Path.Parent, cancellationToken).ConfigureAwait(false);
        record();
        SetName(from, change.Path.Name, null, change.Time);
        SetName(to, change.To.Name, moved, change.Time);
    }

    private async ValueTask LinkAsync(VolumeChange change, Func<long> record, CancellationToken cancellationToken)
    {
        if ((await FindTakenAsync(change.Path, cancellationToken).ConfigureAwait(false)).IsDirectory)
        {
            throw new FileTreeException(change.Path.ToShortString(), "is a directory, which has one name");
        }

        OverlayNode home = await VacantAsync(change.To, cancellationToken).ConfigureAwait(false);
        OverlayNode file = await TouchAsync(change.Path, cancellationToken).ConfigureAwait(false);
        record();
        if (file.Entry.HardLinkGroup == 0)
        {
            file.Entry = file.Entry with { HardLinkGroup = change.Group };
        }

        Keep(home, change.To.Name, file);
        home.Entry = home.Entry with { ModifiedTime = change.Time };
    }

    private static void SetName(OverlayNode directory, EntryName name, OverlayNode? node, UnixTime time)
    {
        directory.SetName(name, node);
        directory.Entry = directory.Entry with { ModifiedTime = time };
    }

    private async ValueTask<OverlayNode> FindTakenAsync(TreePath path, CancellationToken cancellationToken) =>
        path.IsRoot ? throw new FileTreeException(path.ToShortString(), "is the root, which stays where it is")
            : await FindAsync(path, cancellationToken).ConfigureAwait(false) ?? throw new FileTreeException(path.ToShortString(), "is not there");

    /// <summary>The directory in which a path that nothing bears can be made.</summary>
    private async ValueTask<OverlayNode> VacantAsync(TreePath path, CancellationToken cancellationToken)
    {
        if (path.IsRoot || await FindAsync(path, cancellationToken).ConfigureAwait(false) is not null)
        {
            throw new FileTreeException(path.ToShortString(), "is there already");
        }

        return await FindAsync(path.Parent, cancellationToken).ConfigureAwait(false) is { IsDirectory: true }
            ? await TouchAsync(path.Parent, cancellationToken).ConfigureAwait(false)
            : throw new FileTreeException(path.ToShortString(), "has no directory to be in");
    }

    private async ValueTask<OverlayNode> TouchFileAsync(TreePath path, CancellationToken cancellationToken) =>
        await FindAsync(path, cancellationToken).ConfigureAwait(false) is { Entry.Type: EntryType.File }
            ? await TouchAsync(path, cancellationToken).ConfigureAwait(false)
            : throw new FileTreeException(path.ToShortString(), "is no file");

    private static TreeEntry WithMetadata(TreeEntry entry, TreeEntry metadata) => entry with
    {
        Mode = metadata.Mode,
        UserId = metadata.UserId,
        GroupId = metadata.GroupId,
        ModifiedTime = metadata.ModifiedTime,
        ExtendedAttributes = metadata.ExtendedAttributes,
    };

    private static List<EntryName> Names(TreePath path)
    {
        List<EntryName> names = [];
        foreach (Range range in path.Bytes.Split((byte)'/'))
        {
            if (!path.IsRoot)
            {
                names.Add(new EntryName(path.Bytes[range]));
            }
        }

        return names;
    }
}
