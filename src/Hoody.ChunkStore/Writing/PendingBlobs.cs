using Hoody.ChunkStore.Packs;

namespace Hoody.ChunkStore.Writing;

/// <summary>What was put and is not durable yet, so that nothing is stored twice. The owner's lock guards it.</summary>
internal sealed class PendingBlobs
{
    private readonly Dictionary<BlobId, long> _epochs = [];

    /// <summary>Whether a session of that epoch may count on the blob.</summary>
    /// <remarks>What an older session put may stand by now in a pack that a collector found, and condemned before this session began.</remarks>
    internal bool Contains(BlobId id, long epoch) => _epochs.TryGetValue(id, out long putIn) && putIn >= epoch;

    internal void Add(BlobId id, long epoch) => _epochs[id] = epoch;

    internal void Remove(IReadOnlyList<PackEntry> durable)
    {
        foreach (PackEntry entry in durable)
        {
            _epochs.Remove(entry.Id);
        }
    }
}
