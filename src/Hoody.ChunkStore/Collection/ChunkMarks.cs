using System.Runtime.ExceptionServices;
using Hoody.ChunkStore.Indexes;

namespace Hoody.ChunkStore.Collection;

/// <summary>Marks chunks: many are looked up together, beside whoever adds them. For one caller at a time.</summary>
/// <remarks>Whoever adds faster than others look up looks up as well, so that no more than a bucket a processor, and its own, are on their way.</remarks>
/// <param name="snapshot">Where to look; the caller disposes it after <see cref="FinishAsync"/>.</param>
internal sealed class ChunkMarks(IndexSnapshot snapshot)
{
    private readonly ReferenceBuckets _waiting = new(snapshot.OrdinalCount);
    private readonly Lock _gate = new();
    private readonly Stack<BlobId[]> _spare = [];
    private readonly List<BlobId> _missing = [];
    private readonly Task?[] _lookUps = new Task?[Environment.ProcessorCount];
    private Exception? _error;

    /// <summary>The entries of what is marked. The caller adds other blobs.</summary>
    internal OrdinalSet Live { get; } = new(snapshot.OrdinalCount);

    /// <summary>Marks a chunk, now or before <see cref="FinishAsync"/> ends.</summary>
    internal void Add(in BlobId id)
    {
        if (_waiting.Add(id))
        {
            LookUpBucket();
        }
    }

    /// <summary>Looks up what still waits, and gives all chunks that the snapshot does not know.</summary>
    internal async Task<BlobId[]> FinishAsync()
    {
        while (_waiting.Count > 0)
        {
            LookUpBucket();
        }

        await DrainAsync().ConfigureAwait(false);
        ThrowIfFailed();
        _waiting.Release();
        BlobId[] missing = [.. _missing];
        _missing.Clear();
        return missing;
    }

    /// <summary>Waits for the look-ups that have begun, whatever becomes of them: nobody looks at the snapshot any more.</summary>
    internal async Task DrainAsync()
    {
        foreach (Task lookUp in _lookUps.OfType<Task>())
        {
            await lookUp.ConfigureAwait(false); // an error is told by the next call
        }
    }

    private void LookUpBucket()
    {
        ThrowIfFailed();
        BlobId[] ids = Rent();
        int count = _waiting.Take(ids);
        int slot = Array.FindIndex(_lookUps, lookUp => lookUp is null or { IsCompleted: true });
        if (slot >= 0)
        {
            _lookUps[slot] = Task.Run(() => LookUp(ids, count));
            return;
        }

        LookUp(ids, count);
        ThrowIfFailed();
    }

    private void LookUp(BlobId[] ids, int count)
    {
        try
        {
            Mark(ids.AsSpan(0, count));
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref _error, exception, null); // for who adds or finishes
        }

        lock (_gate)
        {
            _spare.Push(ids);
        }
    }

    private void Mark(ReadOnlySpan<BlobId> ids)
    {
        Span<long> ordinals = stackalloc long[ids.Length];
        snapshot.FindOrdinals(ids, ordinals);
        for (int i = 0; i < ids.Length; i++)
        {
            if (ordinals[i] >= 0)
            {
                Live.Add(ordinals[i]);
                continue;
            }

            lock (_gate)
            {
                _missing.Add(ids[i]);
            }
        }
    }

    private BlobId[] Rent()
    {
        lock (_gate)
        {
            return _spare.TryPop(out BlobId[]? ids) ? ids : new BlobId[ReferenceBuckets.MaxIdsPerBucket];
        }
    }

    private void ThrowIfFailed()
    {
        if (Volatile.Read(ref _error) is { } error)
        {
            ExceptionDispatchInfo.Throw(error);
        }
    }
}
