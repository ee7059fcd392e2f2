using System.Runtime.CompilerServices;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Indexes;

/// <summary>The packs that the index knows, by number, and the standing of each. Thread-safe; reads take no lock.</summary>
/// <remarks>Numbers are this process's own, and are never given twice.</remarks>
internal sealed partial class PackTable
{
    internal readonly record struct Line(Blake3Digest Id, int LengthBytes, int EntryCount, long PlainBytes);

    private readonly Lock _gate = new();
    private readonly PackNumbers _numbers = new();
    private readonly HashSet<Blake3Digest> _condemned = [];
    private readonly HashSet<Blake3Digest> _quarantined = [];
    private readonly HashSet<Blake3Digest> _removed = [];
    private Line[] _lines = new Line[16];

    // Grown by replacing: a reader holds the old array or the new one, and both say the same of a number it knows.
    private volatile PackStanding[] _standings = new PackStanding[16];
    private volatile int _count;
    private volatile int _notUsable;
    private long _entryCount;
    private long _plainBytes;
    private long _storedBytes;
    private int _presentCount;
    private long _lossCount;

    internal int Count => _count;

    /// <summary>Whether every pack is usable, so that nobody needs to ask for one.</summary>
    internal bool AreAllUsable => _notUsable == 0;

    internal PackStanding this[int number] => _standings[number];

    internal Line LineOf(int number)
    {
        lock (_gate)
        {
            return _lines[number];
        }
    }

    [MethodImpl(AtFirstUse.Optimized)]
    internal bool TryGetNumber(Blake3Digest id, out int number)
    {
        lock (_gate)
        {
            number = _numbers.Find(id, _lines);
            return number >= 0;
        }
    }

    /// <summary>The number of a pack that the index has told of.</summary>
    internal int NumberOf(Blake3Digest id) => TryGetNumber(id, out int number) ? number : throw new ArgumentException($"The table has no pack {id}.", nameof(id));

    /// <summary>The pack is there, as <paramref name="line"/> says.</summary>
    internal void SetPresent(int number, Line line)
    {
        lock (_gate)
        {
            Set(number, PackStanding.Absent);
            _lines[number] = line;
            Set(number, StandingOf(line.Id));
        }
    }

    internal void SetAbsent(int number)
    {
        lock (_gate)
        {
            Set(number, PackStanding.Absent);
        }
    }

    /// <summary>Those packs, known or not yet, and no others, are condemned.</summary>
    internal void SetCondemned(IEnumerable<Blake3Digest> packs) => Exchange(_condemned, packs);

    /// <summary>Those packs, known or not yet, and no others, are quarantined.</summary>
    internal void SetQuarantined(IEnumerable<Blake3Digest> packs)
    {
        lock (_gate)
        {
            Exchange(_quarantined, packs);
            _doubtful.ExceptWith(_quarantined);
        }
    }

    internal bool IsQuarantined(Blake3Digest id)
    {
        lock (_gate)
        {
            return _quarantined.Contains(id);
        }
    }

    /// <summary>Those packs, known or not yet, are about to be deleted, and stay absent.</summary>
    internal void SetRemoved(IReadOnlyCollection<Blake3Digest> packs)
    {
        lock (_gate)
        {
            _removed.UnionWith(packs);
            Review(packs);
        }
    }

    internal Blake3Digest[] Removed()
    {
        lock (_gate)
        {
            return [.. _removed];
        }
    }

    internal bool IsRemoved(Blake3Digest id)
    {
        lock (_gate)
        {
            return _removed.Contains(id);
        }
    }

    /// <summary>The packs that are there, condemned or not.</summary>
    internal List<Line> Present() => Where(standing => standing != PackStanding.Absent);

    /// <summary>The packs whose blobs count as present.</summary>
    internal List<Line> Usable() => Where(standing => standing == PackStanding.Usable);

    /// <summary>Sums over the packs that are there: packs, bytes, entries, plain bytes.</summary>
    internal (int Packs, long StoredBytes, long Entries, long PlainBytes) Sum()
    {
        lock (_gate)
        {
            return (_presentCount, _storedBytes, _entryCount, _plainBytes);
        }
    }

    /// <summary>The packs whose blobs count as present, and how often a pack has ceased to be one of them, both at one moment.</summary>
    internal (HashSet<Blake3Digest> Packs, long LossCount) UsableNow()
    {
        lock (_gate)
        {
            return ([.. Usable().Select(line => line.Id)], _lossCount);
        }
    }

    private List<Line> Where(Predicate<PackStanding> isWanted)
    {
        lock (_gate)
        {
            List<Line> lines = new(_standings.Take(_count).Count(standing => isWanted(standing))); // without growing: a large store has tens of thousands
            for (int i = 0; i < _count; i++)
            {
                if (isWanted(_standings[i]))
                {
                    lines.Add(_lines[i]);
                }
            }

            return lines;
        }
    }

    private void Exchange(HashSet<Blake3Digest> set, IEnumerable<Blake3Digest> packs)
    {
        lock (_gate)
        {
            HashSet<Blake3Digest> changed = [.. set];
            set.Clear();
            set.UnionWith(packs);
            changed.SymmetricExceptWith(set);
            Review(changed);
        }
    }

    private void Review(IEnumerable<Blake3Digest> packs)
    {
        foreach (Blake3Digest id in packs)
        {
            if (TryGetNumber(id, out int number) && _standings[number] != PackStanding.Absent)
            {
                Set(number, StandingOf(id));
            }
        }
    }

    private PackStanding StandingOf(Blake3Digest id) =>
        _removed.Contains(id) ? PackStanding.Absent
        : _quarantined.Contains(id) ? PackStanding.Quarantined
        : _condemned.Contains(id) ? PackStanding.Condemned
        : PackStanding.Usable;

    private void Set(int number, PackStanding standing)
    {
        PackStanding before = _standings[number];
        _standings[number] = standing;
        _notUsable += (before == PackStanding.Usable ? 1 : 0) - (standing == PackStanding.Usable ? 1 : 0);
        _lossCount += before == PackStanding.Usable && standing != PackStanding.Usable ? 1 : 0;
        int sign = (standing == PackStanding.Absent ? 0 : 1) - (before == PackStanding.Absent ? 0 : 1);
        _presentCount += sign;
        _storedBytes += sign * (long)_lines[number].LengthBytes;
        _entryCount += sign * (long)_lines[number].EntryCount;
        _plainBytes += sign * _lines[number].PlainBytes;
    }
}
