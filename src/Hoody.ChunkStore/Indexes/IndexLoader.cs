using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Packs;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Indexes;

/// <summary>Fills the index from the directories of the packs that the backend lists.</summary>
/// <remarks>What cannot be read as a pack is set aside by name, so that one damaged pack does not close the store to all others.</remarks>
internal sealed class IndexLoader(IStorageBackend backend, BlobIndex index) : IDisposable
{
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly Dictionary<string, DamagedPack> _damaged = new(StringComparer.Ordinal);
    private volatile IReadOnlyList<DamagedPack> _damagedPacks = [];
    private long _refreshCount;

    internal IReadOnlyList<DamagedPack> DamagedPacks => _damagedPacks;

    /// <summary>Brings in the packs that came since the last time, and drops those that a collector deleted. Callers that wait for one another share one listing.</summary>
    internal async Task RefreshAsync(CancellationToken cancellationToken)
    {
        long seen = Volatile.Read(ref _refreshCount);
        await _oneAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Two more ended: the second of them began after this call, so it saw all that this call would see.
            if (Volatile.Read(ref _refreshCount) < seen + 2)
            {
                await LoadAsync(cancellationToken).ConfigureAwait(false);
                Interlocked.Increment(ref _refreshCount);
            }
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public void Dispose() => _oneAtATime.Dispose();

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        // Packs known before the listing and not in it are gone. What is added meanwhile may be missing from the listing.
        HashSet<Blake3Digest> missing = [.. index.PackLengths.Keys];
        await foreach (StoredObject pack in backend.ListAsync(PackName.Prefix, cancellationToken).ConfigureAwait(false))
        {
            bool isPack = PackName.TryParse(pack.Name, out Blake3Digest id);
            missing.Remove(id);
            if (!_damaged.ContainsKey(pack.Name) && !(isPack && index.ContainsPack(id)))
            {
                await AddAsync(pack, cancellationToken).ConfigureAwait(false);
            }
        }

        if (missing.Count > 0)
        {
            index.RemovePacks(missing);
        }
    }

    private async Task AddAsync(StoredObject pack, CancellationToken cancellationToken)
    {
        try
        {
            PackDirectory directory = await PackReader.ReadDirectoryAsync(backend, pack, cancellationToken).ConfigureAwait(false);
            index.Add(directory, pack.LengthBytes);
        }
        catch (ObjectNotFoundException)
        {
            return; // deleted since it was listed
        }
        catch (ChunkStoreException exception) when (exception is not BackendException { IsTransient: true })
        {
            _damaged.Add(pack.Name, new DamagedPack(pack.Name, exception.Message));
            _damagedPacks = [.. _damaged.Values];
        }
    }
}
