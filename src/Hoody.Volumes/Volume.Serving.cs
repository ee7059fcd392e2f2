using System.Runtime.CompilerServices;
using Hoody.ChunkStore;
using Hoody.Volumes.Overlays;
using Hoody.Volumes.Snapshots;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes;

/// <content>How calls are served: one after the other, and none after the journal failed.</content>
public sealed partial class Volume
{
    private const int PageLength = 1_024;

    internal static async Task<Volume> CreateAsync(
        BlobStore blobs, BlobId snapshot, string directory, TimeProvider time, CancellationToken cancellationToken)
    {
        SnapshotRecord record = await SnapshotReader.ReadAsync(blobs, snapshot, cancellationToken).ConfigureAwait(false);
        return new Volume(blobs, Journal.Open(directory, snapshot), record, time);
    }

    internal static async Task<Volume> OpenAsync(BlobStore blobs, string directory, TimeProvider time, CancellationToken cancellationToken)
    {
        Journal journal = Journal.Open(directory, snapshot: null);
        try
        {
            SnapshotRecord record = await SnapshotReader.ReadAsync(blobs, journal.Snapshot, cancellationToken).ConfigureAwait(false);
            Volume volume = new(blobs, journal, record, time);
            foreach ((VolumeChange change, long dataOffset) in journal.Replay())
            {
                await volume.ReplayAsync(change, dataOffset, cancellationToken).ConfigureAwait(false);
            }

            return volume;
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    private async ValueTask ReplayAsync(VolumeChange change, long dataOffset, CancellationToken cancellationToken)
    {
        try
        {
            await _tree.ApplyAsync(change, () => dataOffset, cancellationToken).ConfigureAwait(false);
        }
        catch (FileTreeException exception)
        {
            throw new CorruptDataException("journal of a volume", $"a change cannot have been made: {exception.Message}", exception);
        }
    }

    private UnixTime Now()
    {
        DateTimeOffset now = _time.GetUtcNow();
        return new UnixTime(now.ToUnixTimeSeconds(), (int)(now.UtcTicks % TimeSpan.TicksPerSecond) * (int)TimeSpan.NanosecondsPerTick);
    }

    private Task<bool> ChangeAsync(VolumeChange change, CancellationToken cancellationToken) => ChangeAsync(() => change, cancellationToken);

    private Task<bool> ChangeAsync(Func<VolumeChange> make, CancellationToken cancellationToken) => ServeAsync(
        async () =>
        {
            VolumeChange change = make();
            if (ChangeCodec.FindFault(change) is { } fault)
            {
                throw new FileTreeException(change.Path.ToShortString(), fault);
            }

            await _tree.ApplyAsync(change, () => Record(change), cancellationToken).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    private long Record(VolumeChange change)
    {
        long offset = 0;
        Guard(() => offset = _journal.Append(change));
        return offset;
    }

    // What the journal has and what memory has may differ from here on.
    private void Guard(Action use)
    {
        try
        {
            use();
        }
        catch (Exception exception)
        {
            _failure = exception;
            throw;
        }
    }

    private async Task<T> ServeAsync<T>(Func<ValueTask<T>> serve, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _failure switch
            {
                null => await serve().ConfigureAwait(false),
                ObjectDisposedException => throw new ObjectDisposedException(nameof(Volume)),
                { } failure => throw new InvalidOperationException("The volume's journal failed before; open the volume again.", failure),
            };
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <param name="keepAsync">Gives the snapshot a ref, before the journal lets go of the changes.</param>
    /// <param name="cancellationToken">Cancels before that.</param>
    private async ValueTask<BlobId> CommitCoreAsync(Func<BlobId, Task> keepAsync, CancellationToken cancellationToken)
    {
        // From its first node until it has a ref, no collection takes any of it.
        StorePin pin = await _blobs.PinAsync(cancellationToken).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable pinned = pin.ConfigureAwait(false);
        SnapshotRecord record;
        BlobWriter writer = _blobs.BeginWrite();
        await using (writer.ConfigureAwait(false))
        {
            TreeCommitter committer = new(_blobs, writer, _reader, _tree);
            TreeEntry root = await committer.CommitAsync(cancellationToken).ConfigureAwait(false);
            await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
            record = _snapshot with { Root = root, Parents = [_journal.Snapshot], CreatedTime = _time.GetUtcNow() };
        }

        BlobId id = await SnapshotWriter.PutAsync(_blobs, record, cancellationToken).ConfigureAwait(false);
        await keepAsync(id).ConfigureAwait(false);
        Guard(() => _journal.Restart(id));
        (_snapshot, _tree) = (record, new OverlayTree(_blobs, record.Root));
        return id;
    }

    private async ValueTask<IReadOnlyList<TreeEntry>> ListPageAsync(TreePath path, EntryName after, CancellationToken cancellationToken)
    {
        OverlayNode? directory = await _tree.FindAsync(path, cancellationToken).ConfigureAwait(false);
        if (directory is not { IsDirectory: true })
        {
            throw new FileTreeException(path.ToShortString(), "is no directory");
        }

        List<TreeEntry> page = [];
        NameReader names = await NameReader.OpenAsync(_blobs, directory, path, after, cancellationToken).ConfigureAwait(false);
        while (page.Count < PageLength && await names.NextAsync(cancellationToken).ConfigureAwait(false) is { } next)
        {
            OverlayNode node = next.Changed ?? _tree.Resolve(next.Stored!); // One of the two is there.
            page.Add(Describe(node, next.Name));
        }

        return page;
    }

    private static TreeEntry Describe(OverlayNode node, EntryName name)
    {
        TreeEntry entry = node.Entry with { Name = name };
        return node.Extents is not null ? entry with { Content = default, Holes = [] }
            : node.IsDirectory && node.Names.Count > 0 ? entry with { TreeId = default, ContentOnlyId = default, Totals = default }
            : entry;
    }
}
