using Hoody.ChunkStore;
using Hoody.ChunkStore.Refs;

namespace Hoody.Volumes.Transfer;

/// <summary>The refs that a transfer makes when all of it is durable. The caller holds a pin.</summary>
internal sealed class RootRefs(RefStore refs, IReadOnlyList<TransferRoot> roots)
{
    /// <exception cref="TransferException">No ref can have the name.</exception>
    public static async ValueTask<RefValue?> GetAsync(RefStore refs, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await refs.GetAsync(name, cancellationToken).ConfigureAwait(false);
        }
        catch (ArgumentException invalid)
        {
            throw new TransferException(TransferError.Refused, $"'{name}' is not the name of a ref.", invalid);
        }
    }

    /// <summary>Fails before anything moves when a ref is not what it is expected to be, or cannot become what it shall.</summary>
    public async ValueTask RequireMovableAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, BlobId> targets = [];
        foreach (TransferRoot root in roots.Where(root => root.RefName.Length > 0))
        {
            if (!targets.TryAdd(root.RefName, root.Snapshot) && targets[root.RefName] != root.Snapshot)
            {
                throw new TransferException(TransferError.Refused, $"Ref '{root.RefName}' shall point to two snapshots at once.");
            }

            RefValue? found = await GetAsync(refs, root.RefName, cancellationToken).ConfigureAwait(false);
            if (found?.Target != root.Snapshot && (found?.Generation ?? 0) != root.ExpectedGeneration)
            {
                throw new TransferException(
                    TransferError.RefConflict,
                    $"Ref '{root.RefName}' is {(found is null ? "absent" : $"at generation {found.Generation}")}, not at generation {root.ExpectedGeneration}.");
            }
        }
    }

    /// <summary>Points each ref to its root; one that does already is left as it is, so that a transfer whose receipt was lost can be repeated.</summary>
    /// <exception cref="TransferException">One was moved by somebody else meanwhile; those before it point to their roots.</exception>
    public async ValueTask<IReadOnlyList<long>> MoveAsync(CancellationToken cancellationToken)
    {
        var generations = new long[roots.Count];
        for (int i = 0; i < roots.Count; i++)
        {
            TransferRoot root = roots[i];
            if (root.RefName.Length > 0)
            {
                RefValue? found = await refs.GetAsync(root.RefName, cancellationToken).ConfigureAwait(false);
                RefValue moved = found?.Target == root.Snapshot ? found : await MoveAsync(root, cancellationToken).ConfigureAwait(false);
                generations[i] = moved.Generation;
            }
        }

        return generations;
    }

    private async ValueTask<RefValue> MoveAsync(TransferRoot root, CancellationToken cancellationToken)
    {
        try
        {
            return await refs.UpdateAsync(root.RefName, root.Snapshot, root.ExpectedGeneration, cancellationToken).ConfigureAwait(false);
        }
        catch (RefConflictException conflict)
        {
            throw new TransferException(TransferError.RefConflict, conflict.Message, conflict);
        }
    }
}
