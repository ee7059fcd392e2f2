using System.Runtime.InteropServices;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Packs;

namespace Hoody.ChunkStore.Collection;

/// <summary>Reads the sorted prefixes of many packs of trees side by side: what is lowest of all of them, then what comes next. For one caller at a time, who disposes it.</summary>
/// <remarks>In rounds: of each pack no more than its share, and of none anything that is higher than what another one still has of its own.</remarks>
internal sealed class PrefixMerge(IStorageBackend backend, IEnumerable<StoredPrefixes> packs) : IDisposable
{
    /// <summary>What a round gives at most: 1 MiB.</summary>
    internal const int MaxRound = 1 << 17;

    /// <summary>So many packs at a time still give a round of a block each.</summary>
    internal const int MaxPacks = MaxRound / StoredPrefixes.PerBlock;

    // A disk answers several at once.
    private const int ReadsAtOnce = 4;

    // Longer reads, fewer of them.
    private const int SharesPerRead = 5;

    private readonly List<Source> _sources = [.. packs.Select(pack => new Source(pack))];
    private int _share;

    private sealed class Source(StoredPrefixes stored) : IDisposable
    {
        private PooledBytes? _read;
        private int _first;
        private int _count;
        private int _given;

        internal StoredPrefixes Stored => stored;

        internal bool IsAtEnd => _given == stored.Count;

        private ReadOnlySpan<ulong> Rest => _read is null ? [] : MemoryMarshal.Cast<byte, ulong>(_read.Memory.Span).Slice(_first, _count);

        private bool IsReadToEnd => _given + _count == stored.Count;

        /// <summary>Whether less than a round's share was read, and there is more.</summary>
        internal bool IsShort(int share) => _count < share && !IsReadToEnd;

        /// <summary>The highest prefix of its share: everything up to it was read.</summary>
        internal ulong Bound(int share) => _count > share ? Rest[share - 1] : IsReadToEnd ? ulong.MaxValue : Rest[^1];

        /// <summary>Reads what follows what was given, again what was read of it.</summary>
        internal async Task ReadAsync(IStorageBackend backend, int prefixes, CancellationToken cancellationToken)
        {
            int begin = _given / StoredPrefixes.PerBlock * StoredPrefixes.PerBlock;
            int count = Math.Min(prefixes, stored.Count - begin);
            if (_read is null || _read.Memory.Length < count * IdPrefix.Size)
            {
                Dispose();
                _read = new PooledBytes(count * IdPrefix.Size);
            }

            Memory<byte> bytes = _read.Memory[..(count * IdPrefix.Size)];
            await ReferenceHints.ReadAsync(backend, stored.Name, stored.OffsetOf(begin), bytes, cancellationToken).ConfigureAwait(false);
            stored.Decode(begin, bytes.Span);
            _first = _given - begin;
            _count = count - _first;
        }

        /// <summary>Moves what is no higher than the bound.</summary>
        internal int Take(ulong bound, Span<ulong> destination)
        {
            int count = Rest.BinarySearch(bound);
            count = count >= 0 ? count + 1 : ~count;
            Rest[..count].CopyTo(destination);
            _first += count;
            _count -= count;
            _given += count;
            return count;
        }

        public void Dispose() => _read?.Dispose();
    }

    /// <summary>The packs of which a part could not be read, or not believed; they are left out from there on.</summary>
    internal List<StoredPrefixes> Failed { get; } = [];

    /// <summary>Reads on; false when there is no more.</summary>
    internal async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Leave(source => source.IsAtEnd);
            if (_sources.Count == 0)
            {
                return false;
            }

            // At least a block more than a share: what was given of a block is read again.
            _share = MaxRound / StoredPrefixes.PerBlock / _sources.Count * StoredPrefixes.PerBlock;
            int failed = Failed.Count;
            await Parallel.ForEachAsync(
                _sources.Where(source => source.IsShort(_share)),
                new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = cancellationToken },
                (source, stop) => TryReadAsync(source, SharesPerRead * _share, stop)).ConfigureAwait(false);
            if (Failed.Count == failed)
            {
                return true;
            }

            Leave(source => Failed.Contains(source.Stored));
        }
    }

    /// <summary>What was read, as far as it is lower than all that follows; in no order, and higher than all that was given before.</summary>
    /// <param name="destination">Room for <see cref="MaxRound"/>.</param>
    /// <returns>How many.</returns>
    internal int Take(Span<ulong> destination)
    {
        ulong bound = _sources.Min(source => source.Bound(_share));
        int count = 0;
        foreach (Source source in _sources)
        {
            count += source.Take(bound, destination[count..]);
        }

        return count;
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => Leave(_ => true);

    private void Leave(Predicate<Source> which)
    {
        _sources.FindAll(which).ForEach(source => source.Dispose());
        _sources.RemoveAll(which);
    }

    private async ValueTask TryReadAsync(Source source, int prefixes, CancellationToken cancellationToken)
    {
        try
        {
            await source.ReadAsync(backend, prefixes, cancellationToken).ConfigureAwait(false);
        }
        catch (ChunkStoreException exception) when (ReferenceHints.IsOfNoUse(exception))
        {
            lock (Failed)
            {
                Failed.Add(source.Stored);
            }
        }
    }
}
