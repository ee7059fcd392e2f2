using System.Runtime.InteropServices;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Sealing;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Verification;

/// <summary>Remembers, across runs and processes, when packs were verified. A hint: what is lost of it only changes the order. For one thread.</summary>
internal sealed class VerificationLog(IStorageBackend backend, TimeProvider time)
{
    // Others note what they verify at the same time: whoever comes second adds the other's notes to its own. Not for ever, for a hint.
    private const int MaxAttempts = 8;

    private readonly ObjectSeries _tables = VerificationTable.SeriesIn(backend);
    private readonly Dictionary<Blake3Digest, VerifiedTimes> _packs = [];
    private long _newest;

    internal VerifiedTimes this[Blake3Digest pack] => _packs.GetValueOrDefault(pack);

    internal void Note(Blake3Digest pack, VerificationDepth depth, DateTimeOffset at) =>
        _packs[pack] = this[pack].With(depth, SecondsOf(at));

    /// <summary>Adds what the newest table says. One that cannot be read says nothing.</summary>
    internal async Task LoadAsync(CancellationToken cancellationToken)
    {
        _newest = (await _tables.ListAsync(cancellationToken).ConfigureAwait(false)).DefaultIfEmpty(0).Max();
        Dictionary<Blake3Digest, VerifiedTimes> found;
        try
        {
            found = _newest == 0 ? [] : await ReadAsync(backend, _newest, cancellationToken).ConfigureAwait(false);
        }
        catch (ChunkStoreException exception) when (exception is not BackendException { IsOfDevice: false })
        {
            found = []; // named among the damaged objects; one that is gone was followed by a newer one
        }

        uint now = SecondsOf(time.GetUtcNow());
        foreach ((Blake3Digest pack, VerifiedTimes times) in found)
        {
            ref VerifiedTimes own = ref CollectionsMarshal.GetValueRefOrAddDefault(_packs, pack, out _);
            own = own.Merge(times.NotAfter(now)); // or a pack that was noted while a clock was ahead would never have its turn again
        }
    }

    /// <summary>Writes the next table and deletes those before it.</summary>
    /// <param name="isPresent">Whether a pack is still there.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    internal async Task SaveAsync(Predicate<Blake3Digest> isPresent, CancellationToken cancellationToken)
    {
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            Dictionary<Blake3Digest, VerifiedTimes> present = _packs.Where(pack => isPresent(pack.Key)).ToDictionary();
            if (await _tables.TryCreateAsync(_newest + 1, VerificationTable.Encode(present), cancellationToken).ConfigureAwait(false))
            {
                _newest++;
                return;
            }

            await LoadAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static uint SecondsOf(DateTimeOffset at) => (uint)Math.Clamp(at.ToUnixTimeSeconds(), 1, uint.MaxValue);

    /// <exception cref="CorruptDataException">It is damaged, or longer than any table.</exception>
    internal static async ValueTask<Dictionary<Blake3Digest, VerifiedTimes>> ReadAsync(
        IStorageBackend backend, long number, CancellationToken cancellationToken)
    {
        ObjectSeries tables = VerificationTable.SeriesIn(backend);
        byte[] content = await tables.ReadAsync(number, cancellationToken).ConfigureAwait(false);
        return VerificationTable.Decode(content, tables.What(number));
    }
}
