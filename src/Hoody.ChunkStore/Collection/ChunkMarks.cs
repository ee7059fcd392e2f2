using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Indexes;

namespace Hoody.ChunkStore.Collection;

/// <summary>Marks chunks, of which only the first eight bytes of the ids are kept: sorted, many of them are found in one walk through the index. For one caller at a time.</summary>
/// <remarks>While some are sorted and looked up, on all processors, others are read.</remarks>
/// <param name="backend">Where the prefixes of packs are.</param>
/// <param name="snapshot">Where to look; the caller disposes it after <see cref="DrainAsync"/>.</param>
internal sealed class ChunkMarks(IStorageBackend backend, IndexSnapshot snapshot) : IDisposable
{
    private readonly List<StoredPrefixes> _packs = [];
    // 2 MiB each, so a bounded number.
    private static readonly int s_batchesAtOnce = Math.Clamp(Environment.ProcessorCount, 2, 4);

    private readonly List<ulong> _missing = [];
    private readonly Queue<Task<PrefixBatch>> _marking = [];
    private PrefixBatch _waiting = new();

    /// <summary>The entries of what is marked. The caller adds other blobs.</summary>
    internal OrdinalSet Live { get; } = new(snapshot.OrdinalCount);

    /// <summary>Marks a chunk before <see cref="FinishAsync"/> ends. After some thousands <see cref="MarkManyAsync"/> is due.</summary>
    internal void Add(in BlobId id) => _waiting.Add(IdPrefix.Of(id));

    /// <summary>Marks what waits if it is as much as is looked up at once.</summary>
    internal ValueTask MarkManyAsync() => _waiting.Count >= PrefixMerge.MaxRound ? MarkWaitingAsync() : ValueTask.CompletedTask;

    /// <summary>Marks all chunks that a pack's trees refer to, before <see cref="FinishAsync"/> ends.</summary>
    internal void Add(StoredPrefixes pack) => _packs.Add(pack);

    /// <summary>Marks what still waits.</summary>
    /// <returns>The packs whose references could not be read: the caller reads their trees, and finishes again.</returns>
    internal async Task<IReadOnlyList<StoredPrefixes>> FinishAsync(CancellationToken cancellationToken)
    {
        await MarkWaitingAsync().ConfigureAwait(false);
        List<StoredPrefixes> failed = [];
        foreach (StoredPrefixes[] some in _packs.Chunk(PrefixMerge.MaxPacks))
        {
            using PrefixMerge merge = new(backend, some);
            while (await merge.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                _waiting.Take(merge);
                await MarkWaitingAsync().ConfigureAwait(false);
            }

            failed.AddRange(merge.Failed);
        }

        while (_marking.TryDequeue(out Task<PrefixBatch>? batch))
        {
            (await batch.ConfigureAwait(false)).Dispose();
        }

        _packs.Clear();
        _waiting.Dispose();
        return failed;
    }

    /// <summary>Those that the snapshot does not know, of all that were marked since this was asked last. For after <see cref="FinishAsync"/>.</summary>
    internal HashSet<ulong> TakeMissing()
    {
        HashSet<ulong> missing = [.. _missing];
        _missing.Clear();
        return missing;
    }

    /// <summary>Waits for the look-ups that have begun, whatever becomes of them: nobody looks at the snapshot any more.</summary>
    internal async Task DrainAsync()
    {
        foreach (Task batch in _marking)
        {
            await batch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Gives the memory back. For after <see cref="DrainAsync"/>.</summary>
    public void Dispose()
    {
        _waiting.Dispose();
        Live.Dispose();
    }

    private async ValueTask MarkWaitingAsync()
    {
        if (_waiting.Count > 0)
        {
            PrefixBatch batch = _waiting;
            _waiting = _marking.Count < s_batchesAtOnce ? new PrefixBatch() : await _marking.Dequeue().ConfigureAwait(false);
            _waiting.Clear();
            _marking.Enqueue(Task.Run(() => Mark(batch)));
        }
    }

    private PrefixBatch Mark(PrefixBatch batch)
    {
        List<ulong> missing = [];
        batch.Sort();
        snapshot.Mark(batch.Prefixes, Live, missing);
        if (missing.Count > 0)
        {
            lock (_missing)
            {
                _missing.AddRange(missing);
            }
        }

        return batch;
    }
}
