namespace Hoody.ChunkStore.Indexes;

/// <summary>The blobs of packs that no run has yet, in a table on the heap. Thread-safe.</summary>
internal sealed class IndexTail
{
    private readonly Lock _gate = new();
    private readonly Dictionary<UInt128, IndexPlace> _places = [];

    // A blob that stands in several packs is rare: two writers that raced, or a copy beside a condemned pack.
    private readonly Dictionary<UInt128, List<IndexPlace>> _duplicates = [];
    private readonly HashSet<int> _packNumbers = [];
    private volatile int _count;

    internal int Count => _count;

    internal int PackCount
    {
        get
        {
            lock (_gate)
            {
                return _packNumbers.Count;
            }
        }
    }

    /// <summary>The packs that are here whole.</summary>
    internal int[] PackNumbers
    {
        get
        {
            lock (_gate)
            {
                return [.. _packNumbers];
            }
        }
    }

    /// <summary>How many entries name a blob that was known before, and the length of those blobs.</summary>
    internal (long Entries, long PlainBytes) Duplicates { get; private set; }

    internal void Add(UInt128 key, IndexPlace place, bool isDuplicate)
    {
        lock (_gate)
        {
            if (!_places.TryAdd(key, place) && !TryAddDuplicate(key, place))
            {
                return;
            }

            _count++;
            if (isDuplicate)
            {
                Duplicates = (Duplicates.Entries + 1, Duplicates.PlainBytes + place.RawLength);
            }
        }
    }

    internal void AddPack(int number)
    {
        lock (_gate)
        {
            _packNumbers.Add(number);
        }
    }

    /// <summary>All places of the key.</summary>
    internal List<IndexPlace> PlacesOf(UInt128 key)
    {
        lock (_gate)
        {
            return
            [
                .. _places.TryGetValue(key, out IndexPlace place) ? [place] : Array.Empty<IndexPlace>(),
                .. _duplicates.GetValueOrDefault(key, []),
            ];
        }
    }

    internal bool Find(UInt128 key, PackTable packs, ref IndexMatch match)
    {
        if (_count == 0)
        {
            return false;
        }

        lock (_gate)
        {
            if (!_places.TryGetValue(key, out IndexPlace place))
            {
                return false;
            }

            if (match.Offer(place, packs[place.Pack]))
            {
                return true;
            }

            foreach (IndexPlace other in _duplicates.GetValueOrDefault(key, []))
            {
                if (match.Offer(other, packs[other.Pack]))
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>What is left of this tail without the entries of absent packs.</summary>
    /// <param name="packs">Knows which those are.</param>
    /// <param name="isElsewhere">Whether a blob is also known outside this tail.</param>
    internal IndexTail WithoutAbsent(PackTable packs, Func<UInt128, bool> isElsewhere)
    {
        IndexTail kept = new();
        foreach ((UInt128 key, IndexPlace place) in Sorted())
        {
            if (packs[place.Pack] != PackStanding.Absent)
            {
                kept.Add(key, place, kept._places.ContainsKey(key) || isElsewhere(key));
            }
        }

        foreach (int number in PackNumbers.Where(number => packs[number] != PackStanding.Absent))
        {
            kept.AddPack(number);
        }

        return kept;
    }

    /// <summary>All entries, by key and then by pack.</summary>
    internal (UInt128 Key, IndexPlace Place)[] Sorted()
    {
        lock (_gate)
        {
            // At its size from the beginning: grown, it would take three times as much.
            (UInt128 Key, IndexPlace Place)[] entries = new (UInt128, IndexPlace)[_count];
            int count = 0;
            foreach ((UInt128 key, IndexPlace place) in _places)
            {
                entries[count++] = (key, place);
            }

            foreach ((UInt128 key, IndexPlace place) in _duplicates.SelectMany(entry => entry.Value.Select(place => (entry.Key, place))))
            {
                entries[count++] = (key, place);
            }

            Array.Sort(entries, static (left, right) =>
                left.Key != right.Key ? left.Key.CompareTo(right.Key) : left.Place.Pack.CompareTo(right.Place.Pack));
            return entries;
        }
    }

    // A pack may tell of one blob many times. Its first place will do, as in a merge; and a pack's entries come one after another.
    private bool TryAddDuplicate(UInt128 key, IndexPlace place)
    {
        if (!_duplicates.TryGetValue(key, out List<IndexPlace>? others))
        {
            if (_places[key].Pack == place.Pack)
            {
                return false;
            }

            _duplicates.Add(key, others = []);
        }
        else if (others[^1].Pack == place.Pack)
        {
            return false;
        }

        others.Add(place);
        return true;
    }
}
