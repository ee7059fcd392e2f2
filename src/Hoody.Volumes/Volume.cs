using System.Runtime.CompilerServices;
using Hoody.ChunkStore;
using Hoody.ChunkStore.Refs;
using Hoody.Volumes.Overlays;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes;

/// <summary>A writable view over a snapshot. Changes are in a journal of the volume's own until they are committed to a new snapshot, or discarded.</summary>
/// <remarks>
/// Safe to use from several threads; one call is served after the other. What was changed survives a crash after <see cref="FlushAsync"/>.
/// In memory are the changed names and where the written bytes lie (24 bytes a write), the bytes themselves in the volume's directory.
/// After an error of that directory every call ends with it: open the volume again.
/// </remarks>
public sealed partial class Volume : IAsyncDisposable
{
    private readonly BlobStore _blobs;
    private readonly Journal _journal;
    private readonly ContentReader _reader;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _gate = new(1);
    private OverlayTree _tree;
    private SnapshotRecord _snapshot;
    private Exception? _failure;

    private Volume(BlobStore blobs, Journal journal, SnapshotRecord snapshot, TimeProvider time)
    {
        (_blobs, _journal, _snapshot, _time) = (blobs, journal, snapshot, time);
        _reader = new ContentReader(blobs, journal);
        _tree = new OverlayTree(blobs, snapshot.Root);
    }

    /// <summary>The snapshot under the changes.</summary>
    public BlobId Snapshot => _journal.Snapshot;

    /// <summary>Finds what bears a path; null when nothing does.</summary>
    /// <returns>The entry as it is now. Ids, holes and totals of what was changed are not known before a commit, and empty.</returns>
    /// <exception cref="ChunkStoreException">A node of the snapshot is missing or damaged.</exception>
    public Task<TreeEntry?> FindAsync(TreePath path, CancellationToken cancellationToken = default) => ServeAsync(
        async () => await _tree.FindAsync(path, cancellationToken).ConfigureAwait(false) is { } node ? Describe(node, path.Name) : null,
        cancellationToken);

    /// <summary>Lists a directory in the order of the names. What changes meanwhile may be listed or not.</summary>
    /// <exception cref="FileTreeException">There is no such directory.</exception>
    /// <exception cref="ChunkStoreException">A node of the snapshot is missing or damaged.</exception>
    public async IAsyncEnumerable<TreeEntry> ListAsync(TreePath directory, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        EntryName last = EntryName.Root;
        while (true)
        {
            IReadOnlyList<TreeEntry> page = await ServeAsync(
                () => ListPageAsync(directory, last, cancellationToken), cancellationToken).ConfigureAwait(false);
            foreach (TreeEntry entry in page)
            {
                yield return entry;
            }

            if (page.Count == 0)
            {
                yield break;
            }

            last = page[^1].Name;
        }
    }

    /// <summary>Makes an entry where there is none: an empty file or directory, a symbolic link, a device, a pipe.</summary>
    /// <param name="path">Its path; the directory must be there.</param>
    /// <param name="entry">What it is. Its name is not looked at, and neither is its time: that is now.</param>
    /// <param name="cancellationToken">Cancels before the change.</param>
    /// <exception cref="ArgumentException">The entry is not well formed, or has content.</exception>
    /// <exception cref="FileTreeException">The path is taken, its directory is missing, or the attributes take more than a tree can hold.</exception>
    public Task CreateAsync(TreePath path, TreeEntry entry, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        UnixTime now = Now();
        TreeEntry created = entry with { Name = path.Name, ModifiedTime = now };
        return created.Length != 0 || created.TreeId != default || created.HardLinkGroup != 0
            ? throw new ArgumentException("It has content, or other names: both are given to it later.", nameof(entry))
            : EntryRules.FindFault(created, path.IsRoot) is { } fault ? throw new ArgumentException($"It cannot be stored: {fault}.", nameof(entry))
            : ChangeAsync(new VolumeChange(ChangeKind.Create, path, now) { Entry = created }, cancellationToken);
    }

    /// <summary>Removes a name; of a directory with all that is below.</summary>
    /// <exception cref="FileTreeException">Nothing bears the path, or it is the root.</exception>
    public Task DeleteAsync(TreePath path, CancellationToken cancellationToken = default) =>
        ChangeAsync(new VolumeChange(ChangeKind.Delete, path, Now()), cancellationToken);

    /// <summary>Moves what bears a path to a path that nothing bears, a directory with all that is below.</summary>
    /// <exception cref="FileTreeException">Nothing bears the one path, something the other, or the new one lies within the old one.</exception>
    public Task RenameAsync(TreePath from, TreePath to, CancellationToken cancellationToken = default) =>
        ChangeAsync(new VolumeChange(ChangeKind.Rename, from, Now()) { To = to }, cancellationToken);

    /// <summary>Gives a file, or anything but a directory, one more name.</summary>
    /// <exception cref="FileTreeException">It is not there or a directory, or the new path is taken.</exception>
    public Task LinkAsync(TreePath existing, TreePath path, CancellationToken cancellationToken = default) => ChangeAsync(
        () => new VolumeChange(ChangeKind.Link, existing, Now()) { To = path, Group = LinkNumber.Of(_journal.Snapshot, _journal.Length) },
        cancellationToken);

    /// <summary>Sets mode, owners, time and extended attributes.</summary>
    /// <param name="path">Of what.</param>
    /// <param name="metadata">Has them; nothing else of it is looked at.</param>
    /// <param name="cancellationToken">Cancels before the change.</param>
    /// <exception cref="ArgumentException">They are not well formed.</exception>
    /// <exception cref="FileTreeException">Nothing bears the path, or the attributes take more than a tree can hold.</exception>
    public Task SetMetadataAsync(TreePath path, TreeEntry metadata, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        TreeEntry carrier = new()
        {
            Name = path.Name,
            Type = EntryType.Directory,
            Mode = metadata.Mode,
            UserId = metadata.UserId,
            GroupId = metadata.GroupId,
            ModifiedTime = metadata.ModifiedTime,
            ExtendedAttributes = metadata.ExtendedAttributes,
        };
        return EntryRules.FindFault(carrier, path.IsRoot) is { } fault
            ? throw new ArgumentException($"They cannot be stored: {fault}.", nameof(metadata))
            : ChangeAsync(new VolumeChange(ChangeKind.SetMetadata, path, carrier.ModifiedTime) { Entry = carrier }, cancellationToken);
    }

    /// <summary>Makes every change so far durable.</summary>
    /// <exception cref="FileTreeException">The volume's directory cannot be written.</exception>
    public Task FlushAsync(CancellationToken cancellationToken = default) => ServeAsync(
        () =>
        {
            Guard(_journal.Flush);
            return ValueTask.FromResult(true);
        },
        cancellationToken);

    /// <summary>
    /// Stores the tree as it is now in a new snapshot, points a ref to it, and goes on with that one. Read and written are the chunks around what was written, and the nodes of lists and directories around
    /// those and on the way to changes.
    /// </summary>
    /// <param name="reference">The ref's name.</param>
    /// <param name="expectedGeneration">The <see cref="RefValue.Generation"/> last seen; 0 for a ref that does not exist.</param>
    /// <param name="cancellationToken">Cancels before the ref is changed.</param>
    /// <returns>The ref. The new snapshot's parent is the one before, its labels and data are that one's.</returns>
    /// <remarks>The changes leave the volume when the ref is durable: whatever ends the process, and whoever collects then, one of the two has them.</remarks>
    /// <exception cref="ArgumentException">Not a ref name, or a negative generation.</exception>
    /// <exception cref="RefConflictException">The ref is something else by now. The changes stay.</exception>
    /// <exception cref="ChunkStoreException">The store cannot be written, or a part of the snapshot is missing or damaged. The changes stay.</exception>
    public async Task<RefValue> CommitToRefAsync(string reference, long expectedGeneration, CancellationToken cancellationToken = default)
    {
        RefValue? kept = null;
        async Task KeepAsync(BlobId snapshot) =>
            kept = await _blobs.Refs.UpdateAsync(reference, snapshot, expectedGeneration, cancellationToken).ConfigureAwait(false);

        await ServeAsync(() => CommitCoreAsync(KeepAsync, cancellationToken), cancellationToken).ConfigureAwait(false);
        return kept ?? throw new InvalidOperationException("A commit ended without a ref.");
    }

    /// <summary>As <see cref="CommitToRefAsync"/>, for a caller who makes the ref.</summary>
    /// <returns>
    /// The new snapshot. Nothing keeps it before it has a ref: hold a pin until then. After a crash in between, give a ref to the <see cref="Snapshot"/> of the volume, opened again, before anybody
    /// collects: a collection would take it, and with it every change that was committed.
    /// </returns>
    /// <exception cref="ChunkStoreException">The store cannot be written, or a part of the snapshot is missing or damaged. The changes stay.</exception>
    public Task<BlobId> CommitAsync(CancellationToken cancellationToken = default) =>
        ServeAsync(() => CommitCoreAsync(_ => Task.CompletedTask, cancellationToken), cancellationToken);

    /// <summary>Forgets every change since the snapshot.</summary>
    /// <exception cref="FileTreeException">The volume's directory cannot be written. The changes stay.</exception>
    public Task DiscardAsync(CancellationToken cancellationToken = default) => ServeAsync(
        () =>
        {
            Guard(() => _journal.Restart(_journal.Snapshot));
            _tree = new OverlayTree(_blobs, _snapshot.Root);
            return ValueTask.FromResult(true);
        },
        cancellationToken);

    /// <summary>Closes the volume. What was not flushed is lost, everything else is there when it is opened again.</summary>
    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        if (_failure is not ObjectDisposedException)
        {
            _failure = new ObjectDisposedException(nameof(Volume));
            _journal.Dispose();
        }

        _gate.Release();
    }
}
