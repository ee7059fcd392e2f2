using System.Runtime.CompilerServices;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Indexes;

/// <summary>The numbers of packs by their ids: a table of numbers alone, since the ids are in the lines. For one caller at a time.</summary>
/// <remarks>
/// Not a dictionary, which would hold each id once more, and which a process that has just started runs in code that is not optimised: an opening asks
/// tens of thousands of times. Compiled with all optimisation at first use for the same reason.
/// </remarks>
internal sealed class PackNumbers
{
    // A number and 1, so that 0 is an empty place. At most half of them are taken, so that there is always one to stop at.
    private int[] _places = new int[32];

    /// <summary>The number of the pack; -1 when it has none.</summary>
    [MethodImpl(AtFirstUse.Optimized)]
    internal int Find(Blake3Digest id, PackTable.Line[] lines) => _places[PlaceOf(id, lines)] - 1;

    /// <summary>Notes the number of a pack that has none yet, and whose line is there.</summary>
    /// <param name="number">The number, which is also the count of those that were added before.</param>
    /// <param name="lines">The lines by number.</param>
    [MethodImpl(AtFirstUse.Optimized)]
    internal void Add(int number, PackTable.Line[] lines)
    {
        if (number >= _places.Length / 2)
        {
            _places = new int[_places.Length * 2];
            for (int i = 0; i < number; i++)
            {
                _places[PlaceOf(lines[i].Id, lines)] = i + 1;
            }
        }

        _places[PlaceOf(lines[number].Id, lines)] = number + 1;
    }

    // An id is a hash, so its first bytes are spread evenly.
    [MethodImpl(AtFirstUse.Optimized)]
    private int PlaceOf(Blake3Digest id, PackTable.Line[] lines)
    {
        int place = id.GetHashCode() & (_places.Length - 1);
        while (_places[place] != 0 && lines[_places[place] - 1].Id.CompareTo(id) != 0)
        {
            place = (place + 1) & (_places.Length - 1);
        }

        return place;
    }
}
