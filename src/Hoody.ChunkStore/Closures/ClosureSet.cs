using Hoody.ChunkStore.Indexes;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Closures;

/// <summary>
/// Blobs of which it is known that the store holds them and all that they need, directly or not: whoever walks trees need not walk below them. For one
/// caller at a time, and only while the pin is held with which it was read.
/// </summary>
/// <remarks>
/// It is kept in the store, and believed only while every pack that there was when it was written is still there, neither condemned nor quarantined: what
/// was found then is found now. A collection that deletes a pack, a verification that sets one aside and a pack that is lost make it empty.
/// </remarks>
public sealed class ClosureSet
{
    // Beyond that sizes are equal: the least one that is noted can be doubled until it is larger than all.
    private const long MaxSize = 1L << 60;

    private readonly ClosureLog _log;
    private readonly PackTable _packs;
    private readonly ProtocolRules _rules;
    private readonly long _lossCount;
    private readonly Dictionary<BlobId, long> _noted = [];
    private readonly HashSet<BlobId> _known;
    private long _leastSize;
    private bool _isChanged;

    private ClosureSet(ClosureLog log, PackTable packs, ProtocolRules rules, long lossCount, IReadOnlyCollection<BlobId> known)
    {
        (_log, _packs, _rules, _lossCount) = (log, packs, rules, lossCount);
        _known = [.. known];
    }

    /// <summary>How many are known.</summary>
    public int Count => _known.Count;

    /// <summary>Whether the store holds the blob and all that it needs. False when that is not known.</summary>
    public bool Contains(BlobId id) => _known.Contains(id);

    /// <summary>Notes a blob that the caller has found, or put and flushed, with all that it needs.</summary>
    /// <param name="id">The blob.</param>
    /// <param name="size">About how much need not be read thanks to it; when there is no room for all, the small ones are forgotten first.</param>
    public void Note(BlobId id, long size)
    {
        size = Math.Min(size, MaxSize);
        if (size < _leastSize)
        {
            return;
        }

        _isChanged |= _known.Add(id);
        _noted[id] = size;
        while (_noted.Count > ClosureTable.MaxBlobs)
        {
            _leastSize = Math.Max(_leastSize * 2, 1);
            foreach (BlobId small in _noted.Where(noted => noted.Value < _leastSize).Select(noted => noted.Key).ToList())
            {
                _noted.Remove(small);
                _known.Remove(small); // or this one would grow with all that a session walks
            }
        }
    }

    /// <summary>Writes what was noted, if it was not known before, for whoever reads the set later.</summary>
    /// <param name="cancellationToken">Cancels the writing.</param>
    /// <returns>
    /// Whether it was written. A pack that was lost, condemned or quarantined meanwhile may have been relied on: then it is not, nor when the backend cannot.
    /// </returns>
    public async Task<bool> SaveAsync(CancellationToken cancellationToken = default)
    {
        if (!_isChanged)
        {
            return false;
        }

        try
        {
            // With what others have noted since this set was read. All is held against the packs of one moment, which are the ones that are written.
            ClosureTable before = await _log.ReadNewestAsync(cancellationToken).ConfigureAwait(false);
            (HashSet<Blake3Digest> packs, long lossCount) = _packs.UsableNow();
            if (packs.Count > ClosureTable.MaxPacks || lossCount != _lossCount)
            {
                return false;
            }

            IEnumerable<BlobId> blobs = _noted.Keys.Concat(Believed(before, packs, _rules)).Distinct().Take(ClosureTable.MaxBlobs);
            _isChanged = !await _log.TryWriteAsync(new ClosureTable(packs, [.. blobs]), cancellationToken).ConfigureAwait(false);
            return !_isChanged;
        }
        catch (BackendException)
        {
            return false; // work that is done does not fail for want of a hint: on a full disk it would fail for ever
        }
    }

    /// <param name="log">Where the set is kept.</param>
    /// <param name="packs">The packs that this process knows.</param>
    /// <param name="refresh">Looks which of them are still there, and undamaged.</param>
    /// <param name="rules">The rules that are kept.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    internal static async Task<ClosureSet> ReadAsync(
        ClosureLog log, PackTable packs, Func<CancellationToken, Task> refresh, ProtocolRules rules, CancellationToken cancellationToken)
    {
        ClosureTable table = await log.ReadNewestAsync(cancellationToken).ConfigureAwait(false);
        if (table.Blobs.Count > 0)
        {
            // A pin only tells of collections. What another process has set aside, or is lost, is seen by a look at the packs.
            await refresh(cancellationToken).ConfigureAwait(false);
        }

        (HashSet<Blake3Digest> usable, long lossCount) = packs.UsableNow();
        return new ClosureSet(log, packs, rules, lossCount, Believed(table, usable, rules));
    }

    private static IReadOnlyCollection<BlobId> Believed(ClosureTable table, HashSet<Blake3Digest> usable, ProtocolRules rules) =>
        !rules.ClosuresNeedTheirPacks || table.Packs.All(usable.Contains) ? table.Blobs : [];
}
