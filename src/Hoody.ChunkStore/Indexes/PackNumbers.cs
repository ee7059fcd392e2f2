using System.Runtime.CompilerServices;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Indexes;

/// <summary>The numbers of packs by their ids: a table of numbers and of 32 bits of each id, since the ids are in the lines. For one caller at a time.</summary>
/// <remarks>
/// Not a dictionary, which would hold each id once more, and which a process that has just started runs in code that is not optimised: an opening asks
/// tens of thousands of times. Compiled with all optimisation at first use for the same reason. A line is looked at only where the 32 bits are those of
/// the id: for a large store each look is a wait for the memory.
/// </remarks>
internal sealed class PackNumbers
{
    // The hash code in the high half; in the low half a number and 1, so that 0 is an empty place. At most half of them are taken, so that there is always one to stop at.
    private ulong[] _places = new ulong[32];

    /// <summary>The number of the pack; -1 when it has none.</summary>
    /// <param name="id">The pack.</param>
    /// <param name="lines">The lines by number.</param>
    [MethodImpl(AtFirstUse.Optimized)]
    internal int Find(Blake3Digest id, PackTable.Line[] lines) => NumberAt(PlaceOf(id, lines));

    /// <summary>The number of the pack; when it has none, <paramref name="next"/>, which is its own from now on.</summary>
    /// <param name="id">The pack.</param>
    /// <param name="next">The count of packs that have a number. The caller notes the line under it when it is given.</param>
    /// <param name="lines">The lines by number.</param>
    [MethodImpl(AtFirstUse.Optimized)]
    internal int FindOrAdd(Blake3Digest id, int next, PackTable.Line[] lines)
    {
        if (next >= _places.Length / 2)
        {
            Grow();
        }

        int place = PlaceOf(id, lines);
        if (_places[place] == 0)
        {
            _places[place] = ((ulong)(uint)id.GetHashCode() << 32) | (uint)(next + 1);
        }

        return NumberAt(place);
    }

    [MethodImpl(AtFirstUse.Optimized)]
    private void Grow()
    {
        ulong[] old = _places;
        _places = new ulong[old.Length * 2];
        foreach (ulong taken in old)
        {
            if (taken != 0)
            {
                int place = First((uint)(taken >> 32));
                while (_places[place] != 0)
                {
                    place = Next(place);
                }

                _places[place] = taken;
            }
        }
    }

    [MethodImpl(AtFirstUse.Optimized)]
    private int PlaceOf(Blake3Digest id, PackTable.Line[] lines)
    {
        uint hash = (uint)id.GetHashCode();
        int place = First(hash);
        while (_places[place] != 0 && ((uint)(_places[place] >> 32) != hash || lines[NumberAt(place)].Id.CompareTo(id) != 0))
        {
            place = Next(place);
        }

        return place;
    }

    // An id is a hash, so its first bytes are spread evenly.
    private int First(uint hash) => (int)(hash & (uint)(_places.Length - 1));

    private int Next(int place) => (place + 1) & (_places.Length - 1);

    private int NumberAt(int place) => (int)(uint)_places[place] - 1;
}
