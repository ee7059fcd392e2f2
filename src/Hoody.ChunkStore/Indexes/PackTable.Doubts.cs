using Hoody.Hashing;

namespace Hoody.ChunkStore.Indexes;

/// <content>Packs in which this process found damage, and that are not in quarantine: not yet, or because the disk is full.</content>
/// <remarks>
/// Their blobs count as before: of most of them there is nothing else. But nobody may count on a copy there whose pack could be deleted for it, which has another.
/// </remarks>
internal sealed partial class PackTable
{
    private readonly HashSet<Blake3Digest> _doubtful = [];

    /// <summary>Damage was found in a pack. Until it is quarantined, or found undamaged, it is in doubt.</summary>
    internal void SetDoubtful(Blake3Digest id, bool isDoubtful)
    {
        lock (_gate)
        {
            _ = isDoubtful && !_quarantined.Contains(id) ? _doubtful.Add(id) : _doubtful.Remove(id);
        }
    }

    /// <summary>The packs in doubt, for the caller to add to.</summary>
    internal HashSet<Blake3Digest> Doubtful()
    {
        lock (_gate)
        {
            return [.. _doubtful];
        }
    }

    internal bool IsDoubtful(Blake3Digest id)
    {
        lock (_gate)
        {
            return _doubtful.Contains(id);
        }
    }

    /// <summary>Whether a damaged pack must not be deleted, though each of its live blobs has a copy elsewhere: that may be the damaged one of another pack in doubt.</summary>
    internal bool MustStay(Blake3Digest id)
    {
        lock (_gate)
        {
            return _doubtful.Count > 0
                && (_doubtful.Contains(id) || _quarantined.Contains(id))
                && _doubtful.Union(_quarantined).Count(pack => TryGetNumber(pack, out int number) && _standings[number] != PackStanding.Absent) > 1;
        }
    }

    /// <summary>What each pack is good for now, by number, to whoever counts on one of several copies: of packs in doubt no more than of those in quarantine.</summary>
    internal PackStanding[] Standings()
    {
        lock (_gate)
        {
            PackStanding[] standings = _standings[.._count];
            foreach (Blake3Digest id in _doubtful)
            {
                if (TryGetNumber(id, out int number) && standings[number] > PackStanding.Quarantined)
                {
                    standings[number] = PackStanding.Quarantined;
                }
            }

            return standings;
        }
    }
}
