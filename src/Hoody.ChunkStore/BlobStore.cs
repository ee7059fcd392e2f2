using System.Buffers;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Collection;
using Hoody.ChunkStore.Indexes;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Reading;
using Hoody.ChunkStore.Refs;
using Hoody.ChunkStore.Telemetry;
using Hoody.ChunkStore.Verification;

namespace Hoody.ChunkStore;

/// <summary>A store of immutable blobs named by their hash, with refs that point into it. Thread-safe.</summary>
/// <remarks>
/// Several processes may have one store open. A blob that the store holds is durable: no power cut takes it away.
/// Every byte returned was verified. Specification of all that is written: FORMAT.md.
/// </remarks>
public sealed partial class BlobStore : IAsyncDisposable
{
    /// <summary>The longest blob, in bytes: 8 MiB.</summary>
    public const int MaxBlobLengthBytes = 8 << 20;

    private readonly StoreParts _parts;
    private bool _isDisposed;

    private BlobStore(StoreParts parts, StoreFormat format)
    {
        (_parts, Format) = (parts, format);
        StoreGauges.Add(this, format.StoreId, GetStatistics);
    }

    /// <summary>What the store is.</summary>
    public StoreFormat Format { get; }

    /// <summary>The refs of the store.</summary>
    public RefStore Refs => _parts.Refs;

    internal BlobIndex Index => _parts.Index;

    /// <summary>
    /// Objects among the packs that could not be read as packs when the store last looked, and packs that a verification has set aside. Their blobs
    /// count as absent.
    /// </summary>
    public IReadOnlyList<DamagedPack> DamagedPacks => _parts.Loader.DamagedPacks;

    /// <summary>Creates a store in an empty backend and opens it. Of racing calls exactly one succeeds.</summary>
    /// <param name="backend">Where the store lives; on success it belongs to the store, which disposes it.</param>
    /// <param name="options">Choices; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the creation.</param>
    /// <exception cref="ArgumentException">The chunker profile makes chunks longer than <see cref="MaxBlobLengthBytes"/>.</exception>
    /// <exception cref="ChunkStoreException">The backend holds a store, or anything else, already. Nothing was changed.</exception>
    public static async Task<BlobStore> CreateAsync(
        IStorageBackend backend, BlobStoreOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(backend);
        options ??= new BlobStoreOptions();
        StoreFormat format = await StoreActivity.RunAsync(
            ActivityNames.Create, () => StoreCreation.CreateAsync(backend, options, cancellationToken)).ConfigureAwait(false);
        return new BlobStore(new StoreParts(backend, options), format);
    }

    /// <summary>Opens a store. Nothing is written, unless the index of a large store is lost: then a new one, as far as the backend lets it.</summary>
    /// <param name="backend">Where the store lives; on success it belongs to the store, which disposes it.</param>
    /// <param name="options">Choices; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <exception cref="UnsupportedFormatException">There is no store, or one of a version or profile this code does not know.</exception>
    /// <exception cref="CorruptDataException">The store's <c>FORMAT</c> is damaged.</exception>
    /// <exception cref="BackendException">The backend failed, or the system does not let this user read what the store has to know.</exception>
    public static Task<BlobStore> OpenAsync(
        IStorageBackend backend, BlobStoreOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(backend);
        return StoreActivity.RunAsync(
            ActivityNames.Open, () => OpenCoreAsync(backend, options ?? new BlobStoreOptions(), cancellationToken), StoreTags.Of);
    }

    /// <summary>
    /// Whether the store holds the blob, durably, and nobody is about to collect it, as far as this process has seen: what another process added since
    /// is seen after <see cref="RefreshAsync"/>, and after any read that misses. Nothing may be built on the answer without a pin.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public bool Contains(BlobId id) => _parts.Index.Contains(id);

    /// <summary>Brings in what other processes have added, and takes out what they have collected, since this process last looked.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <remarks>
    /// Lists the packs, and reads the directories of those that are new. Reads do that by themselves when they miss, and whoever stores what another process
    /// has stored meanwhile only stores it twice; so it is worth its price before much that others may have put, and not before each blob. Thread-safe.
    /// </remarks>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public Task RefreshAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return _parts.Loader.RefreshAsync(cancellationToken);
    }

    /// <summary>Holds off the collectors: from now on until the pin is disposed, what is found or put here stays.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The pin; the caller disposes it when the refs point to what was put.</returns>
    public Task<StorePin> PinAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return _parts.Leases.PinAsync(cancellationToken);
    }

    /// <summary>Begins a session of writing; the caller disposes it. Sessions at one time share packs and fate: an error ends all of them; each holds a pin of its own.</summary>
    public BlobWriter BeginWrite()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return new BlobWriter(Format.Chunker, _parts.WriteGroups);
    }

    /// <summary>Reads a blob.</summary>
    /// <param name="id">The blob's id.</param>
    /// <param name="kind">The kind the caller expects; another one is refused.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The blob's bytes at their exact length, verified against <paramref name="id"/>. The caller disposes them.</returns>
    /// <exception cref="BlobNotFoundException">The store does not hold it.</exception>
    /// <exception cref="LeaseRevokedException">So too, and a collector revoked a pin of this process, which may have protected it.</exception>
    /// <exception cref="CorruptDataException">The stored bytes are damaged, or of another kind.</exception>
    public async ValueTask<IMemoryOwner<byte>> GetAsync(BlobId id, BlobKind kind, CancellationToken cancellationToken = default)
    {
        PooledBytes blob = await _parts.Reader.ReadAsync(id, kind, cancellationToken).ConfigureAwait(false);
        StoreMeter.Read.Count(kind, blob.Memory.Length);
        return blob;
    }

    /// <summary>Reads a part of a blob. The whole blob is read and verified for it: an id cannot vouch for less.</summary>
    /// <param name="id">The blob's id.</param>
    /// <param name="kind">The kind the caller expects; another one is refused.</param>
    /// <param name="offset">Where in the blob to begin, in bytes.</param>
    /// <param name="destination">Receives the bytes.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The count of bytes; less than asked for only at the blob's end, 0 from there on.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offset"/> is negative.</exception>
    /// <exception cref="BlobNotFoundException">The store does not hold it.</exception>
    /// <exception cref="LeaseRevokedException">So too, and a collector revoked a pin of this process, which may have protected it.</exception>
    /// <exception cref="CorruptDataException">The stored bytes are damaged, or of another kind.</exception>
    public async ValueTask<int> GetRangeAsync(
        BlobId id, BlobKind kind, int offset, Memory<byte> destination, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        using IMemoryOwner<byte> blob = await GetAsync(id, kind, cancellationToken).ConfigureAwait(false);
        ReadOnlyMemory<byte> range = blob.Memory[Math.Min(offset, blob.Memory.Length)..];
        range = range[..Math.Min(range.Length, destination.Length)];
        range.CopyTo(destination);
        return range.Length;
    }

    /// <summary>Reads many blobs of one kind in the order in which they lie in the packs: the way to read fast.</summary>
    /// <param name="ids">The blobs' ids; one that is there twice is read twice.</param>
    /// <param name="kind">The kind of all of them; another one is refused.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>Each blob once, verified, its place in <paramref name="ids"/> in <see cref="FetchedBlob.Index"/>. The caller disposes each.</returns>
    /// <remarks>Neighbours are read together and ahead, and decoded on all processors; about 48 MiB at most, and 88 bytes for each id.</remarks>
    /// <exception cref="BlobNotFoundException">The store does not hold one of them; nothing was read then.</exception>
    /// <exception cref="LeaseRevokedException">So too, and a collector revoked a pin of this process, which may have protected it.</exception>
    /// <exception cref="CorruptDataException">The stored bytes of one are damaged, or of another kind.</exception>
    public IAsyncEnumerable<FetchedBlob> GetManyAsync(IReadOnlyList<BlobId> ids, BlobKind kind, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return MeasuredBatch.Of(_parts.Reader.ReadManyAsync(ids, kind, cancellationToken), kind, cancellationToken);
    }

    /// <summary>Finds out what a collection would delete: what no ref needs. Reads the refs and all that is not a chunk, and notes what that refers to; changes nothing else.</summary>
    /// <param name="references">Knows what blobs refer to.</param>
    /// <param name="options">Choices; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the planning.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="ChunkStoreException">Something live is missing or damaged: then nobody knows what is dead.</exception>
    public Task<CollectionPlan> PlanCollectionAsync(
        IBlobReferences references, CollectionOptions? options = null, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentNullException.ThrowIfNull(references);
        options ??= new CollectionOptions();
        options.Validate();
        return StoreActivity.RunAsync(
            ActivityNames.PlanCollection, () => _parts.NewCollector(references, options).PlanAsync(cancellationToken), StoreTags.Of);
    }

    /// <summary>
    /// Looks for damage, the packs first that were not verified for longest. A damaged pack is set aside, and nothing is deleted: what is undamaged in
    /// it is copied, and what is damaged counts as absent from then on, so that the next import of the same data stores it again.
    /// </summary>
    /// <param name="options">Choices; null for the defaults.</param>
    /// <param name="references">Knows what blobs refer to; null when refs shall not be followed. Then nobody knows what is missing.</param>
    /// <param name="progress">Is told after each pack.</param>
    /// <param name="cancellationToken">Ends it. The next one goes on where this one was at most a minute or a GiB before.</param>
    /// <returns>Every pack, blob and ref that damage hits, by name.</returns>
    /// <remarks>Takes up to about 48 MiB, one bit for each blob when refs are followed, and as much as the lists of the damaged do.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="BackendException">
    /// The backend failed for a reason that may pass, the system does not let this user read something, which therefore is not taken for damaged, or what was found could not be written.
    /// </exception>
    public Task<VerificationReport> VerifyAsync(
        VerificationOptions? options = null,
        IBlobReferences? references = null,
        IProgress<VerificationProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        options ??= new VerificationOptions();
        options.Validate();
        return StoreActivity.RunAsync(
            ActivityNames.Verify, () => _parts.NewVerifier(options).VerifyAsync(references, progress, cancellationToken), StoreTags.Of);
    }

    /// <summary>Stores damaged and missing blobs again, from another store that has them.</summary>
    /// <param name="damaged">The blobs, for instance <see cref="VerificationReport.Blobs"/>; those that this store has by now are passed over.</param>
    /// <param name="other">Where to read; every blob is verified.</param>
    /// <param name="references">Knows what blobs refer to: then all that a blob needs and this store does not have is stored too. Null for the blobs alone.</param>
    /// <param name="cancellationToken">Cancels the healing. Blobs that were stored by then stay.</param>
    /// <exception cref="ChunkStoreException">A pack could not be written.</exception>
    public Task<HealResult> HealAsync(
        IEnumerable<BlobId> damaged, BlobStore other, IBlobReferences? references = null, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentNullException.ThrowIfNull(damaged);
        ArgumentNullException.ThrowIfNull(other);
        return StoreActivity.RunAsync(
            ActivityNames.Heal,
            () => new Healer(this, _parts.Reader, other._parts.Reader, references).HealAsync(damaged, cancellationToken),
            StoreTags.Of);
    }

    /// <summary>What the store holds. Takes no look at the backend: the time depends on the packs that a plan of a collection found garbage in, and on nothing else.</summary>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public StoreStatistics GetStatistics() => _parts.Statistics;

    /// <summary>Disposes the backend. Dispose the store's writers and pins first.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!Interlocked.Exchange(ref _isDisposed, true))
        {
            StoreGauges.Remove(this);
            await _parts.CloseAsync().ConfigureAwait(false);
        }
    }

    private static async Task<BlobStore> OpenCoreAsync(IStorageBackend backend, BlobStoreOptions options, CancellationToken cancellationToken)
    {
        StoreFormat format = await StoreFormat.ReadAsync(backend, cancellationToken).ConfigureAwait(false);
        StoreParts parts = new(backend, options);
        await parts.LoadAsync(cancellationToken).ConfigureAwait(false);
        return new BlobStore(parts, format);
    }
}
