using Hoody.ChunkStore.Packs;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Indexes;

/// <summary>The map from blob ids to places in packs, in memory. Thread-safe.</summary>
/// <remarks>No object per blob: about 80 bytes each, measured, in one table of structs. Whatever is in it is durable.</remarks>
internal sealed class BlobIndex
{
    private readonly record struct Location(int Pack, int Offset, int StoredLength);

    private readonly Lock _gate = new();
    private readonly Dictionary<BlobId, Location> _blobs = [];
    private readonly List<Blake3Digest> _packs = [];
    private readonly HashSet<Blake3Digest> _packIds = [];
    private long _plainBytes;
    private long _storedBytes;

    internal bool Contains(BlobId id)
    {
        lock (_gate)
        {
            return _blobs.ContainsKey(id);
        }
    }

    internal bool ContainsPack(Blake3Digest id)
    {
        lock (_gate)
        {
            return _packIds.Contains(id);
        }
    }

    internal bool TryGet(BlobId id, out Blake3Digest packId, out PackEntryLocation location)
    {
        lock (_gate)
        {
            bool isFound = _blobs.TryGetValue(id, out Location found);
            packId = isFound ? _packs[found.Pack] : default;
            location = new PackEntryLocation(found.Offset, found.StoredLength);
            return isFound;
        }
    }

    /// <summary>Adds a durable pack. Of a blob that several packs hold, the first stays.</summary>
    internal void Add(PackDirectory pack, long packLengthBytes)
    {
        lock (_gate)
        {
            if (!_packIds.Add(pack.Id))
            {
                return;
            }

            _packs.Add(pack.Id);
            _storedBytes += packLengthBytes;
            int offset = 0;
            foreach (PackEntry entry in pack.Entries)
            {
                if (_blobs.TryAdd(entry.Id, new Location(_packs.Count - 1, offset, entry.StoredLength)))
                {
                    _plainBytes += entry.RawLength;
                }

                offset += entry.RecordLength;
            }
        }
    }

    internal StoreStatistics GetStatistics()
    {
        lock (_gate)
        {
            return new StoreStatistics(_blobs.Count, _packs.Count, _plainBytes, _storedBytes);
        }
    }
}
