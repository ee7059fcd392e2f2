using Hoody.ChunkStore.Packs;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Indexes;

/// <summary>The map from blob ids to places in packs, in memory. Thread-safe.</summary>
/// <remarks>Whatever is in it is durable. Blobs of condemned packs are found, and count as absent.</remarks>
internal sealed class BlobIndex
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Blake3Digest, (PackDirectory Directory, long LengthBytes)> _packs = [];
    private BlobTable _table = new();
    private IReadOnlySet<Blake3Digest> _condemned = new HashSet<Blake3Digest>();
    private long _storedBytes;

    /// <summary>The ids of the packs in it.</summary>
    internal IReadOnlyDictionary<Blake3Digest, long> PackLengths
    {
        get
        {
            lock (_gate)
            {
                return _packs.ToDictionary(pack => pack.Key, pack => pack.Value.LengthBytes);
            }
        }
    }

    /// <summary>The table as it is: it may grow, but what has a number keeps it.</summary>
    internal BlobTable TakeSnapshot()
    {
        lock (_gate)
        {
            return _table;
        }
    }

    /// <summary>Whether a pack that is not condemned holds the blob.</summary>
    internal bool Contains(BlobId id)
    {
        lock (_gate)
        {
            return _table.TryFind(id, out Blake3Digest pack, out _) && !_condemned.Contains(pack);
        }
    }

    internal bool ContainsPack(Blake3Digest id)
    {
        lock (_gate)
        {
            return _packs.ContainsKey(id);
        }
    }

    internal bool TryGet(BlobId id, out Blake3Digest packId, out PackEntryLocation location)
    {
        lock (_gate)
        {
            return _table.TryFind(id, out packId, out location);
        }
    }

    /// <summary>Adds a durable pack. Of a blob that several packs hold, the first that is not condemned counts.</summary>
    internal void Add(PackDirectory pack, long packLengthBytes)
    {
        lock (_gate)
        {
            if (_packs.TryAdd(pack.Id, (pack, packLengthBytes)))
            {
                _storedBytes += packLengthBytes;
                _table.Add(pack, _condemned);
            }
        }
    }

    internal void SetCondemned(IReadOnlySet<Blake3Digest> packs)
    {
        lock (_gate)
        {
            _condemned = packs;
            Rebuild();
        }
    }

    internal void RemovePacks(IEnumerable<Blake3Digest> packs)
    {
        lock (_gate)
        {
            foreach (Blake3Digest pack in packs)
            {
                if (_packs.Remove(pack, out (PackDirectory, long LengthBytes) removed))
                {
                    _storedBytes -= removed.LengthBytes;
                }
            }

            Rebuild();
        }
    }

    internal StoreStatistics GetStatistics()
    {
        lock (_gate)
        {
            return new StoreStatistics(_table.Count, _packs.Count, _table.PlainBytes, _storedBytes);
        }
    }

    private void Rebuild()
    {
        _table = new BlobTable();
        foreach ((PackDirectory directory, _) in _packs.Values.OrderBy(pack => _condemned.Contains(pack.Directory.Id)))
        {
            _table.Add(directory, _condemned);
        }
    }
}
