using Hoody.ChunkStore.Packs;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Indexes;

/// <summary>Blobs with numbers, from 0 on, that they keep while the table lives. Thread-safe.</summary>
internal sealed class BlobTable
{
    private readonly record struct Location(int Pack, int Offset, int StoredLength);

    private readonly Lock _gate = new();
    private readonly Dictionary<BlobId, int> _numbers = [];
    private readonly List<Location> _locations = [];
    private readonly List<Blake3Digest> _packs = [];

    internal int Count
    {
        get
        {
            lock (_gate)
            {
                return _numbers.Count;
            }
        }
    }

    /// <summary>One more than the highest number.</summary>
    internal long OrdinalCount
    {
        get
        {
            lock (_gate)
            {
                return _locations.Count;
            }
        }
    }

    internal long PlainBytes { get; private set; }

    internal bool TryFindOrdinal(BlobId id, out long ordinal)
    {
        lock (_gate)
        {
            bool isFound = _numbers.TryGetValue(id, out int number);
            ordinal = number;
            return isFound;
        }
    }

    internal Blake3Digest PackOf(long ordinal)
    {
        lock (_gate)
        {
            return _packs[_locations[(int)ordinal].Pack];
        }
    }

    internal int StoredLengthOf(long ordinal)
    {
        lock (_gate)
        {
            return _locations[(int)ordinal].StoredLength;
        }
    }

    internal bool TryFind(BlobId id, out Blake3Digest pack, out PackEntryLocation location)
    {
        lock (_gate)
        {
            bool isFound = _numbers.TryGetValue(id, out int number);
            Location found = isFound ? _locations[number] : default;
            pack = isFound ? _packs[found.Pack] : default;
            location = new PackEntryLocation(found.Offset, found.StoredLength);
            return isFound;
        }
    }

    /// <summary>Adds the blobs of a pack that no other pack holds, apart from the condemned ones.</summary>
    internal void Add(PackDirectory pack, IReadOnlySet<Blake3Digest> condemned)
    {
        lock (_gate)
        {
            _packs.Add(pack.Id);
            int offset = 0;
            foreach (PackEntry entry in pack.Entries)
            {
                bool isKnown = _numbers.TryGetValue(entry.Id, out int number);
                if (!isKnown || condemned.Contains(_packs[_locations[number].Pack]))
                {
                    _numbers[entry.Id] = _locations.Count;
                    _locations.Add(new Location(_packs.Count - 1, offset, entry.StoredLength));
                    PlainBytes += isKnown ? 0 : entry.RawLength;
                }

                offset += entry.RecordLength;
            }
        }
    }
}
