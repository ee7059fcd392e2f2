using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Closures;
using Hoody.ChunkStore.Collection;
using Hoody.ChunkStore.Epochs;
using Hoody.ChunkStore.Indexes;
using Hoody.ChunkStore.Leases;
using Hoody.ChunkStore.Reading;
using Hoody.ChunkStore.Refs;
using Hoody.ChunkStore.Verification;
using Hoody.ChunkStore.Writing;
using Hoody.Hashing;

namespace Hoody.ChunkStore;

/// <summary>What an open store is made of: put together, brought up to an epoch, and taken apart again.</summary>
internal sealed class StoreParts
{
    private readonly IStorageBackend _backend;
    private readonly BlobStoreOptions _options;
    private readonly EpochLog _epochs;
    private readonly PutTotals _put = new();
    private long _epoch = -1;

    internal StoreParts(IStorageBackend backend, BlobStoreOptions options)
    {
        (_backend, _options) = (backend, options);
        Index = new BlobIndex(backend, options);
        Loader = new IndexLoader(backend, Index);
        _epochs = new EpochLog(backend);
        Leases = new LeaseKeeper(backend, _epochs, EnterAsync, options);
        Reader = new BlobReader(backend, Index, Loader, Leases);
        WriteGroups = new WriteGroups(() => new WriteGroup(Index, new PackWriter(backend, Index, options), _put, options), Leases.PinAsync);
        Refs = new RefStore(backend, Leases, Reader.RequirePresentAsync);
    }

    internal BlobIndex Index { get; }

    internal IndexLoader Loader { get; }

    internal LeaseKeeper Leases { get; }

    internal BlobReader Reader { get; }

    internal StoredReader StoredReader => new(_backend, Index, Reader);

    internal WriteGroups WriteGroups { get; }

    internal RefStore Refs { get; }

    internal StoreStatistics Statistics => IndexStatistics.Of(Index) with { LogicalBytesPut = _put.Bytes, UniqueBytesPut = _put.NewBytes };

    internal Collector NewCollector(IBlobReferences references, CollectionOptions options) =>
        new(_backend, Index, Loader, _epochs, Leases, references, _options, options);

    internal Verifier NewVerifier(VerificationOptions options) =>
        new(_backend, Index, Loader, Reader, _epochs, Leases, _options, options);

    internal Task<ClosureSet> ReadClosuresAsync(CancellationToken cancellationToken) =>
        ClosureSet.ReadAsync(new ClosureLog(_backend), Index.Packs, Loader.RefreshAsync, _options.Rules, cancellationToken);

    /// <summary>Loads the index of a store that is there; when that fails, nothing is left open but the backend, which is still the caller's.</summary>
    internal async Task LoadAsync(CancellationToken cancellationToken)
    {
        try
        {
            EpochRecord epoch = await _epochs.ReadNewestAsync(cancellationToken).ConfigureAwait(false);
            await EnterAsync(epoch, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await CloseIndexAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Ends all leases, and disposes the index and the backend.</summary>
    internal async ValueTask CloseAsync()
    {
        Reader.Close();
        try
        {
            await Leases.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            await CloseIndexAsync().ConfigureAwait(false);
            await _backend.DisposeAsync().ConfigureAwait(false);
        }
    }

    // Packs vanish only when the epoch moves on. Those that are gone leave the index before those that were spared count again.
    private async Task EnterAsync(EpochRecord epoch, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _epoch) != epoch.Epoch)
        {
            await Loader.RefreshAsync(cancellationToken).ConfigureAwait(false);
            Index.SetCondemned(_options.Rules.CondemnedCountsAsAbsent ? epoch.Packs : new HashSet<Blake3Digest>());
            Volatile.Write(ref _epoch, epoch.Epoch);
        }
    }

    private async ValueTask CloseIndexAsync()
    {
        Loader.Dispose();
        await Index.Compactor.DisposeAsync().ConfigureAwait(false);
        Index.Dispose();
    }
}
