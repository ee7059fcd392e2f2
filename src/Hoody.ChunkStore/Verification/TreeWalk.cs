using Hoody.ChunkStore.Collection;
using Hoody.ChunkStore.Indexes;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Reading;

namespace Hoody.ChunkStore.Verification;

/// <summary>Finds what is damaged or missing of all that roots need, and visits what several of them share once. For one thread, which disposes it.</summary>
/// <remarks>
/// Depth first, so that what was left is known to be whole, one bit a blob, or to lead to damage, which is remembered by one damaged blob. What a
/// walk found is kept only when the caller confirms it: it may have met what a collector was just deleting.
/// </remarks>
internal sealed class TreeWalk(BlobReader reader, IBlobReferences references, DamageList damage, IndexSnapshot snapshot, TimeLimit limit) : IDisposable
{
    private readonly BlobSet _whole = new(snapshot);
    private readonly Dictionary<BlobId, BlobId> _damaged = [];
    private readonly Dictionary<BlobId, BlobId> _newDamaged = [];
    private readonly Dictionary<BlobId, DamagedBlob> _newLosses = [];
    private readonly Stack<Branch> _path = [];

    private sealed class Branch(BlobId id, Queue<BlobReference> rest)
    {
        internal BlobId Id => id;

        /// <summary>What it needs and was not looked at yet.</summary>
        internal Queue<BlobReference> Rest => rest;

        internal BlobId? Damaged { get; set; }
    }

    /// <summary>Whether the last walk ended with the time, before it came to everything.</summary>
    internal bool IsCut { get; private set; }

    /// <summary>What the last walk was the first to find.</summary>
    internal IReadOnlyCollection<DamagedBlob> NewLosses => _newLosses.Values;

    /// <summary>One damaged or missing blob that the root needs; null when there is none.</summary>
    internal async Task<BlobId?> FindDamageAsync(BlobId root, CancellationToken cancellationToken)
    {
        _newDamaged.Clear();
        _newLosses.Clear();
        _path.Clear();
        IsCut = limit.IsOver;
        if (IsCut)
        {
            return null;
        }

        BlobId? damaged = await EnterAsync(root, kind: null, cancellationToken).ConfigureAwait(false);
        while (_path.TryPeek(out Branch? branch))
        {
            if (limit.IsOver)
            {
                IsCut = true;
                return _path.Select(open => open.Damaged).FirstOrDefault(found => found is not null);
            }

            if (branch.Rest.TryDequeue(out BlobReference next))
            {
                BlobId? found = await EnterAsync(next.Id, next.Kind, cancellationToken).ConfigureAwait(false);
                branch.Damaged ??= found; // and on, so that everything that is missing is found
                continue;
            }

            _path.Pop();
            Leave(branch);
            damaged = branch.Damaged;
            if (_path.TryPeek(out Branch? parent))
            {
                parent.Damaged ??= damaged;
            }
        }

        return damaged;
    }

    /// <summary>Whether what the last walk found at a blob is so still.</summary>
    internal async ValueTask<bool> IsLostAsync(BlobId id, CancellationToken cancellationToken) =>
        await ReadAsync(id, _newLosses.GetValueOrDefault(id)?.Kind, new Queue<BlobReference>(), cancellationToken).ConfigureAwait(false) is not null;

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => _whole.Dispose();

    /// <summary>What the last walk found is so.</summary>
    internal void Confirm()
    {
        foreach ((BlobId id, BlobId damaged) in _newDamaged)
        {
            _damaged[id] = damaged;
        }
    }

    /// <returns>What is damaged, if that is known already; otherwise what the blob needs is to be looked at.</returns>
    private async ValueTask<BlobId?> EnterAsync(BlobId id, BlobKind? kind, CancellationToken cancellationToken)
    {
        if (_damaged.TryGetValue(id, out BlobId damaged) || _newDamaged.TryGetValue(id, out damaged))
        {
            return damaged;
        }

        if (kind == BlobKind.Chunk)
        {
            return damage.FindLoss(id) is { } chunkLoss ? Lose(id, kind, chunkLoss) : null;
        }

        if (_whole.Contains(id))
        {
            return null;
        }

        Queue<BlobReference> needed = new();
        if (await ReadAsync(id, kind, needed, cancellationToken).ConfigureAwait(false) is { } loss)
        {
            _newDamaged.Add(id, id);
            return Lose(id, kind, loss);
        }

        _path.Push(new Branch(id, needed));
        return null;
    }

    private BlobId Lose(BlobId id, BlobKind? kind, string reason)
    {
        if (_newLosses.Count < VerificationReport.MaxListed)
        {
            _newLosses.TryAdd(id, new DamagedBlob(id, kind, Pack: null, Offset: 0, reason, IsElsewhere: false));
        }

        return id;
    }

    private void Leave(Branch branch)
    {
        if (branch.Damaged is { } damaged)
        {
            _newDamaged[branch.Id] = damaged;
        }
        else
        {
            _whole.Add(branch.Id);
        }
    }

    /// <returns>What is wrong; null when it could be read.</returns>
    private async ValueTask<string?> ReadAsync(BlobId id, BlobKind? kind, Queue<BlobReference> needed, CancellationToken cancellationToken)
    {
        try
        {
            BlobKind known = kind ?? await reader.ReadKindAsync(id, cancellationToken).ConfigureAwait(false);
            if (known == BlobKind.Chunk)
            {
                return damage.FindLoss(id);
            }

            using PooledBytes plain = await reader.ReadAsync(id, known, cancellationToken).ConfigureAwait(false);
            List<BlobReference> found = [];
            references.AddReferences(known, plain.Memory.Span, found);
            foreach (BlobReference reference in found.Where(reference => !IsWholeChunk(reference)))
            {
                needed.Enqueue(reference);
            }

            return null;
        }
        catch (ChunkStoreException exception) when (exception is not BackendException { IsOfDevice: false })
        {
            return exception.Message;
        }
    }

    // Most references are to chunks that are there: they need no place in memory.
    private bool IsWholeChunk(BlobReference reference) =>
        reference.Kind == BlobKind.Chunk && damage.FindLoss(reference.Id) is null;
}
