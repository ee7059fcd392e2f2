using System.Buffers;

namespace Hoody.ChunkStore.Indexes;

/// <summary>Merges sorted entries into parts, one after another. Drops entries of absent packs, and what is said twice.</summary>
internal sealed class IndexMerge
{
    // A blob of which a million packs have a copy is found in enough of them; a part that held them all would be refused.
    private static readonly int s_maxCount = (IndexPart.MaxLengthBytes / (IndexKey.Size + IndexPlace.Size + (IndexBlock.Size / IndexBlock.KeysPerBlock))) - 2;

    private readonly List<IndexCursor> _cursors = [];
    private readonly int[] _localNumbers;
    private readonly HashSet<int> _packsOfKey = [];
    private readonly long _capacity;
    private readonly int _maxEntries;
    private UInt128? _key;
    private long _taken;

    /// <param name="cursors">The sources, not moved yet.</param>
    /// <param name="packNumbers">The packs of the run that is made, in the order of its table; entries of others are dropped.</param>
    /// <param name="entryCount">The entries of all sources, at least.</param>
    /// <param name="maxEntries">How many entries a part has, unless one key has more.</param>
    internal IndexMerge(IEnumerable<IndexCursor> cursors, IReadOnlyList<int> packNumbers, long entryCount, int maxEntries)
    {
        _cursors.AddRange(cursors.Where(cursor => cursor.MoveNext()));
        _capacity = entryCount;
        _maxEntries = maxEntries;
        _localNumbers = new int[packNumbers.Count == 0 ? 0 : packNumbers.Max() + 1];
        Array.Fill(_localNumbers, -1);
        for (int i = 0; i < packNumbers.Count; i++)
        {
            _localNumbers[packNumbers[i]] = i;
        }
    }

    /// <summary>Entries beyond the first of a blob, so far, and the length of those blobs.</summary>
    internal (long Entries, long PlainBytes) Duplicates { get; private set; }

    internal bool TryBuildPart(out IndexHead.Part head, out ReadOnlySequence<byte> content)
    {
        IndexPartBuilder builder = new((int)Math.Min(_maxEntries, _capacity - _taken));
        while (Lowest() is { } cursor && (builder.Count < _maxEntries || cursor.Key == builder.LastKey))
        {
            Take(cursor, builder);
            _taken++;
            if (!cursor.MoveNext())
            {
                _cursors.Remove(cursor);
            }
        }

        (head, content) = builder.Count == 0 ? default : builder.Build();
        return builder.Count > 0;
    }

    private void Take(IndexCursor cursor, IndexPartBuilder builder)
    {
        if (cursor.Key != _key)
        {
            _key = cursor.Key;
            _packsOfKey.Clear();
        }

        IndexPlace place = cursor.Place;
        int local = place.Pack < _localNumbers.Length ? _localNumbers[place.Pack] : -1;
        if (local >= 0 && _packsOfKey.Add(local) && builder.Count < s_maxCount)
        {
            builder.Add(cursor.Key, place with { Pack = local });
            if (_packsOfKey.Count > 1)
            {
                Duplicates = (Duplicates.Entries + 1, Duplicates.PlainBytes + place.RawLength);
            }
        }
    }

    // A handful of sources: looking at each is faster than keeping them in order.
    private IndexCursor? Lowest()
    {
        IndexCursor? lowest = null;
        foreach (IndexCursor cursor in _cursors)
        {
            lowest = lowest is null || cursor.Key < lowest.Key ? cursor : lowest;
        }

        return lowest;
    }
}
