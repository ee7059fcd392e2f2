using System.Runtime.CompilerServices;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Indexes;

/// <content>What is asked when runs are loaded and held against a listing of the packs.</content>
internal sealed partial class PackTable
{
    /// <summary>Whether any pack is about to be deleted.</summary>
    internal bool HasRemoved
    {
        get
        {
            lock (_gate)
            {
                return _removed.Count > 0;
            }
        }
    }

    /// <summary>The packs' numbers; a pack that is new has the standing <see cref="PackStanding.Absent"/>.</summary>
    [MethodImpl(AtFirstUse.Optimized)]
    internal int[] GetOrAdd(params IReadOnlyList<Line> lines)
    {
        int[] numbers = new int[lines.Count];
        lock (_gate)
        {
            EnsureCapacity(_count + lines.Count);
            for (int i = 0; i < numbers.Length; i++)
            {
                int number = _numbers.FindOrAdd(lines[i].Id, _count, _lines);
                if (number == _count)
                {
                    _lines[number] = lines[i];
                    _count = number + 1;
                    _notUsable++;
                }

                numbers[i] = number;
            }
        }

        return numbers;
    }

    /// <summary>Whether a pack that is listed with that length is present: it was, or its entries are here and are of a pack of that length. If not, it is absent.</summary>
    [MethodImpl(AtFirstUse.Optimized)]
    internal bool Confirm(int number, long lengthBytes, bool isCovered)
    {
        lock (_gate)
        {
            if (_lines[number].LengthBytes != lengthBytes)
            {
                Set(number, PackStanding.Absent);
                return false;
            }

            if (_standings[number] == PackStanding.Absent && isCovered)
            {
                Set(number, StandingOf(_lines[number].Id));
                return true;
            }

            return _standings[number] != PackStanding.Absent;
        }
    }

    /// <summary>Of the removed packs only those are still there: the others need not be told of any more.</summary>
    internal void RetainRemoved(IEnumerable<Blake3Digest> listed)
    {
        lock (_gate)
        {
            _removed.IntersectWith(listed);
        }
    }

    // At once for all that come: to grow by doubling would copy tens of thousands of lines a few times, at each opening.
    private void EnsureCapacity(int count)
    {
        if (count > _standings.Length)
        {
            int length = Math.Max(count, _standings.Length * 2);
            Array.Resize(ref _lines, length);
            PackStanding[] standings = _standings;
            Array.Resize(ref standings, length);
            _standings = standings;
        }
    }
}
