using System.Runtime.CompilerServices;
using Hoody.ChunkStore.Indexes;

namespace Hoody.ChunkStore.Collection;

/// <summary>Trees that were found to be live: many are looked up together, and wait pack by pack until they are followed. For one caller at a time, who disposes it.</summary>
/// <param name="snapshot">Where to look.</param>
/// <param name="live">Where what is found is marked.</param>
internal sealed class TreeFrontier(IndexSnapshot snapshot, OrdinalSet live) : IDisposable
{
    private const int MaxReferences = 1 << OrderBits;
    private const int OrderBits = 12;

    // What one processor looks up, while others do as much.
    private const int Stretch = 512;

    private readonly OrdinalSet _found = new(snapshot.OrdinalCount);
    private readonly HashSet<BlobReference> _late = [];
    private readonly Queue<BlobReference> _lateToFollow = [];
    private BlobReference[] _references = [];
    private ulong[] _order = []; // the beginnings of their prefixes, and which it is in the last bits
    private long[] _ordinals = [];
    private IndexPlace[] _places = [];
    private Dictionary<int, List<TreePlace>> _packs = [];
    private int _count;

    /// <summary>A blob is live, and to be followed.</summary>
    [MethodImpl(AtFirstUse.Optimized)]
    internal void Add(in BlobReference reference)
    {
        if (_count == MaxReferences)
        {
            LookUp();
        }
        else if (_count == _references.Length)
        {
            int length = Math.Clamp(_count * 2, 16, MaxReferences);
            Array.Resize(ref _references, length);
            Array.Resize(ref _order, length);
            Array.Resize(ref _ordinals, length);
            Array.Resize(ref _places, length);
        }

        _references[_count] = reference;
        _order[_count] = (IdPrefix.Of(reference.Id) >> OrderBits << OrderBits) | (uint)_count;
        _count++;
    }

    /// <summary>A blob is live, and its entry known: false when it was before, and is followed already.</summary>
    internal bool TryFollow(long ordinal)
    {
        live.Add(ordinal); // it may be so already, and not followed all the same: a forged file can have called it a chunk
        return _found.Add(ordinal);
    }

    /// <summary>A blob is live that the snapshot does not know.</summary>
    internal void AddLate(in BlobReference reference)
    {
        if (_late.Add(reference))
        {
            _lateToFollow.Enqueue(reference);
        }
    }

    /// <summary>The packs that have something to follow, and where; none when all that was added is taken.</summary>
    internal Dictionary<int, List<TreePlace>> TakePacks()
    {
        LookUp();
        Dictionary<int, List<TreePlace>> packs = _packs;
        _packs = [];
        return packs;
    }

    internal bool TryTakeLate(out BlobReference late) => _lateToFollow.TryDequeue(out late);

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => _found.Dispose();

    // In the order of their ids, so that each touches a page of the index next to the one before, and on all processors, since each waits for memory several times.
    [MethodImpl(AtFirstUse.Optimized)]
    private void LookUp()
    {
        int count = _count;
        _count = 0;
        _order.AsSpan(0, count).Sort();
        Stretches.ForEach(count, Stretch, [MethodImpl(AtFirstUse.Optimized)] (first, end) =>
        {
            foreach (ulong order in _order.AsSpan(first..end))
            {
                int i = (int)order & (MaxReferences - 1);
                if (snapshot.TryFindOrdinal(_references[i].Id, out _ordinals[i]))
                {
                    _places[i] = snapshot.PlaceOf(_ordinals[i]);
                }
            }
        });

        for (int i = 0; i < count; i++)
        {
            if (_ordinals[i] < 0)
            {
                AddLate(_references[i]);
                continue;
            }

            if (TryFollow(_ordinals[i]))
            {
                if (!_packs.TryGetValue(_places[i].Pack, out List<TreePlace>? pack))
                {
                    _packs.Add(_places[i].Pack, pack = []);
                }

                pack.Add(new TreePlace(IdPrefix.Of(_references[i].Id), _places[i].Offset));
            }
        }
    }
}
