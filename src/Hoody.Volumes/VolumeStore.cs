using Hoody.ChunkStore;
using Hoody.ChunkStore.Collection;
using Hoody.ChunkStore.Verification;
using Hoody.Volumes.Collection;
using Hoody.Volumes.Diffing;
using Hoody.Volumes.Retention;
using Hoody.Volumes.Snapshots;
using Hoody.Volumes.Syncing;
using Hoody.Volumes.Transfer;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes;

/// <summary>File trees and snapshots in a blob store: take them in, put them back, compare them, bring them from another store.</summary>
/// <remarks>
/// Safe to use from several threads. It makes no refs; whoever wants a snapshot kept gives it a ref, and holds a pin of the store
/// (<see cref="BlobStore.PinAsync"/>) from before the import or the transfer until then. Only a collection that is planned and applied deletes.
/// </remarks>
public sealed partial class VolumeStore
{
    /// <summary>Works on <paramref name="blobs"/>, which the caller keeps open and disposes.</summary>
    public VolumeStore(BlobStore blobs)
    {
        ArgumentNullException.ThrowIfNull(blobs);
        Blobs = blobs;
    }

    /// <summary>The store that holds the trees.</summary>
    public BlobStore Blobs { get; }

    /// <summary>Yields every path in which two trees of this store differ, in the order of a walk.</summary>
    /// <param name="before">The earlier directory, as a snapshot or a tree gives it.</param>
    /// <param name="after">The later directory. The names of the two directories are not compared.</param>
    /// <param name="options">Choices; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>
    /// The changes as the walk meets them: a directory, then what is in it, then its next sibling. Directories with equal ids, and
    /// the equal parts of large ones, are not read. Everything below a directory that was added or removed is there by its own path; below one that was moved, what differs.
    /// </returns>
    /// <exception cref="ArgumentException">An entry is not a directory.</exception>
    /// <exception cref="BlobNotFoundException">A node is not in this store.</exception>
    /// <exception cref="CorruptDataException">A node is damaged or contradicts the entry that names it.</exception>
    /// <exception cref="FileTreeException">A tree is deeper or its directories are larger than this version walks.</exception>
    public IAsyncEnumerable<TreeChange> DiffAsync(
        TreeEntry before, TreeEntry after, DiffOptions? options = null, CancellationToken cancellationToken = default)
    {
        ThrowIfNotDirectory(before, nameof(before));
        ThrowIfNotDirectory(after, nameof(after));
        return TreeComparison.CompareAsync(Blobs, before, after, options, cancellationToken);
    }

    /// <summary>Adds up the bytes of a changed file that its earlier version does not have: what has to travel to whoever holds that one.</summary>
    /// <param name="change">A change between two trees of this store, as <see cref="DiffAsync"/> finds it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>
    /// The lengths of the chunks, uncompressed; 0 for what is not a file or has gone. Read are the parts of the two chunk lists that differ.
    /// Less may have to travel when the receiver has a chunk in another file.
    /// </returns>
    /// <exception cref="BlobNotFoundException">A chunk list is not in this store.</exception>
    /// <exception cref="CorruptDataException">A chunk list is damaged or contradicts the entry that names it.</exception>
    public Task<long> CountNewBytesAsync(TreeChange change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        return NewByteCounter.CountAsync(Blobs, change, cancellationToken).AsTask();
    }

    /// <summary>Stores a snapshot record; it is durable when the task ends.</summary>
    /// <returns>The id to give to a ref.</returns>
    /// <exception cref="ArgumentException">The record is outside the limits of its format.</exception>
    /// <exception cref="BlobNotFoundException">The root's tree is not in this store.</exception>
    /// <exception cref="CorruptDataException">The root's tree contradicts the root entry.</exception>
    public Task<BlobId> PutSnapshotAsync(SnapshotRecord snapshot, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return SnapshotWriter.PutAsync(Blobs, snapshot, cancellationToken);
    }

    /// <summary>Reads a snapshot record.</summary>
    /// <exception cref="BlobNotFoundException">This store does not hold it.</exception>
    /// <exception cref="CorruptDataException">It is damaged, or not a snapshot record.</exception>
    /// <exception cref="UnsupportedFormatException">It is of a later version.</exception>
    public Task<SnapshotRecord> GetSnapshotAsync(BlobId id, CancellationToken cancellationToken = default) =>
        SnapshotReader.ReadAsync(Blobs, id, cancellationToken).AsTask();

    /// <summary>Brings snapshots and all they consist of from another store; copies only the blobs that this one lacks.</summary>
    /// <param name="source">The store to read from.</param>
    /// <param name="snapshots">Snapshots that the source holds, 4,096 at most. Their parents are not brought along.</param>
    /// <param name="options">Choices for both sides; null for the defaults. Stores that cut files in different ways are always allowed here.</param>
    /// <param name="progress">Told from time to time how far the transfer is.</param>
    /// <param name="cancellationToken">Cancels the transfer; what arrived before stays and counts as held when it is run again.</param>
    /// <returns>What was copied; all of it is durable.</returns>
    /// <exception cref="ArgumentException">There are too many snapshots.</exception>
    /// <exception cref="BlobNotFoundException">The source lacks a snapshot or a part of one.</exception>
    /// <exception cref="CorruptDataException">A blob of the source is damaged or contradicts what names it. Nothing of it was stored.</exception>
    /// <exception cref="FileTreeException">A tree is deeper or its directories are larger than this version walks.</exception>
    public Task<TransferResult> PullAsync(
        VolumeStore source,
        IReadOnlyCollection<BlobId> snapshots,
        TransferOptions? options = null,
        IProgress<TransferProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(snapshots);
        return LocalTransfer.PullAsync(source.Blobs, Blobs, snapshots, options, progress, cancellationToken);
    }

    /// <summary>Makes a writable volume of a snapshot: no data is read or copied, whatever its size. Any number of them may have one snapshot.</summary>
    /// <param name="snapshot">The snapshot. It must stay in the store, by a ref or a pin, while there is the volume.</param>
    /// <param name="directory">Where the volume keeps what is changed; made if missing, and the volume's alone.</param>
    /// <param name="time">The clock for the times of what is changed; null for the system's.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FileTreeException">The directory holds a volume already, or cannot be made or written.</exception>
    /// <exception cref="BlobNotFoundException">The snapshot is not in this store.</exception>
    public Task<Volume> CloneAsync(BlobId snapshot, string directory, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        return Volume.CreateAsync(Blobs, snapshot, directory, time ?? TimeProvider.System, cancellationToken);
    }

    /// <summary>Opens a volume again, with every change that was flushed, and after a crash perhaps some more; never one without those before it.</summary>
    /// <param name="directory">Where the volume keeps what is changed.</param>
    /// <param name="time">The clock for the times of what is changed; null for the system's.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FileTreeException">The directory holds no volume, one that is open, or cannot be read.</exception>
    /// <exception cref="BlobNotFoundException">The volume's snapshot is not in this store.</exception>
    /// <exception cref="CorruptDataException">What is in the directory is damaged.</exception>
    public Task<Volume> OpenVolumeAsync(string directory, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        return Volume.OpenAsync(Blobs, directory, time ?? TimeProvider.System, cancellationToken);
    }

    /// <summary>Finds out what has to be done so that a target follows its source. Changes nothing.</summary>
    /// <param name="source">The source's snapshot.</param>
    /// <param name="targetRef">The ref to the target's snapshot; it need not exist.</param>
    /// <param name="baseSnapshot">The source's snapshot that the target was synced to last; null when it never was, and all it has is its own.</param>
    /// <param name="options">Choices; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the planning.</param>
    /// <returns>The plan, to be printed, applied or forgotten. All three snapshots must stay in the store until it is applied.</returns>
    /// <exception cref="ArgumentException">Not a ref name, or one to which <c>-before/GENERATION</c> cannot be added; or an option is out of range.</exception>
    /// <exception cref="BlobNotFoundException">A snapshot, or a node of its tree, is not in this store.</exception>
    /// <exception cref="CorruptDataException">A snapshot, or a node of its tree, is damaged.</exception>
    /// <exception cref="FileTreeException">A tree is deeper or its directories are larger than this version walks, or there is more to compare than the options allow.</exception>
    public Task<SyncPlan> PlanSyncAsync(
        BlobId source, string targetRef, BlobId? baseSnapshot = null, SyncOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(targetRef);
        options ??= SyncOptions.Default;
        options.Validate();
        return SyncPlanner.PlanAsync(Blobs, source, targetRef, baseSnapshot, options, cancellationToken);
    }

    /// <summary>Finds out which snapshots of a volume expire. Reads the record of each; changes nothing.</summary>
    /// <param name="refPrefix">What the names of the refs to the volume's snapshots, and of no others, begin with: for instance <c>web/snapshots/</c>.</param>
    /// <param name="rules">What to keep.</param>
    /// <param name="cancellationToken">Cancels the planning.</param>
    /// <exception cref="ArgumentException">No ref name begins like that, or the rules say nothing.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A rule is negative.</exception>
    /// <exception cref="ChunkStoreException">A snapshot cannot be read, or a ref points to something else: then nobody knows which is the newest.</exception>
    public Task<ExpiryPlan> PlanExpiryAsync(string refPrefix, RetentionRules rules, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(refPrefix);
        ArgumentNullException.ThrowIfNull(rules);
        rules.Validate();
        return ExpiryPlanner.PlanAsync(Blobs, refPrefix, rules, cancellationToken);
    }

    /// <summary>Finds out what a collection of the store would delete: everything that is in no snapshot a ref points to.</summary>
    /// <param name="options">Choices; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the planning.</param>
    /// <returns>The plan, to be printed, applied or forgotten. The parents of a snapshot are not kept for its sake.</returns>
    /// <exception cref="ChunkStoreException">A snapshot or a tree that a ref needs is missing or damaged: then nothing may be deleted.</exception>
    public Task<CollectionPlan> PlanCollectionAsync(CollectionOptions? options = null, CancellationToken cancellationToken = default) =>
        Blobs.PlanCollectionAsync(new VolumeReferences(), options, cancellationToken);

    /// <summary>Looks for damage in the store, and names every snapshot's ref that it hits. What <see cref="BlobStore.VerifyAsync"/> says holds here.</summary>
    /// <param name="options">Choices; null for the defaults.</param>
    /// <param name="progress">Is told after each pack.</param>
    /// <param name="cancellationToken">Ends it; the next one goes on from about there.</param>
    public Task<VerificationReport> VerifyAsync(
        VerificationOptions? options = null, IProgress<VerificationProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Blobs.VerifyAsync(options, new VolumeReferences(), progress, cancellationToken);

    /// <summary>Restores what a verification found damaged or missing, with all that it needs, from another store.</summary>
    /// <param name="report">What was found.</param>
    /// <param name="source">Where to read; everything is verified.</param>
    /// <param name="cancellationToken">Cancels the healing. What was restored by then stays.</param>
    /// <returns>What was restored, and what the other store does not have undamaged either.</returns>
    /// <exception cref="ChunkStoreException">A pack could not be written.</exception>
    public Task<HealResult> HealAsync(VerificationReport report, VolumeStore source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(source);
        return Blobs.HealAsync(report.Blobs.Select(blob => blob.Id), source.Blobs, new VolumeReferences(), cancellationToken);
    }

    private static void ThrowIfNotDirectory(TreeEntry entry, string parameterName)
    {
        ArgumentNullException.ThrowIfNull(entry, parameterName);
        if (entry.Type != EntryType.Directory)
        {
            throw new ArgumentException($"\"{entry.Name}\" is a {entry.Type}, not a directory.", parameterName);
        }
    }
}
