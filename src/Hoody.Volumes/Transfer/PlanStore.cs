using System.Buffers.Binary;
using System.Security.Cryptography;
using Hoody.ChunkStore;
using Hoody.ChunkStore.Closures;

namespace Hoody.Volumes.Transfer;

/// <summary>Puts nothing anywhere, and remembers which chunks will have come, and nodes that nobody else remembers, 20 bytes for each.</summary>
internal sealed class PlanStore(BlobStore target, ClosureSet closures) : IClosureStore
{
    /// <summary>How many are remembered, about 100 MB of them: of more, one that is named again is planned again.</summary>
    public const int MaxPlanned = 1 << 22;

    // A quarter of an id: two blobs of a plan with the same one make it a blob too small, and nothing rests on a plan.
    private readonly HashSet<long> _planned = [];

    // Odd, so that keys stay apart, and random: ids are chosen by the sender, who could fill a single bucket of the set with them.
    private readonly long _factor = BinaryPrimitives.ReadInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(long))) | 1;

    public ValueTask<bool> HoldsChunkAsync(BlobId id, CancellationToken cancellationToken) =>
        ValueTask.FromResult(target.Contains(id) || !IsNew(KeyOf(id)));

    public bool HoldsClosure(BlobId node) => closures.Contains(node);

    public void NoteClosure(BlobId node, long size)
    {
        // It is complete only when the plan has been carried out.
    }

    public ValueTask PutNodeAsync(StoredBlob node, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask KeepAsync(IReadOnlyCollection<NodeClaim> complete, CancellationToken cancellationToken)
    {
        foreach (NodeClaim node in complete)
        {
            IsNew(KeyOf(node.Id));
        }

        return ValueTask.CompletedTask;
    }

    public bool WillHold(BlobId node) => _planned.Contains(KeyOf(node));

    private bool IsNew(long key) => _planned.Count < MaxPlanned ? _planned.Add(key) : !_planned.Contains(key);

    private long KeyOf(BlobId id)
    {
        Span<byte> bytes = stackalloc byte[BlobId.LengthBytes];
        id.CopyTo(bytes);
        return unchecked(BinaryPrimitives.ReadInt64LittleEndian(bytes) * _factor);
    }
}
