namespace Hoody.ChunkStore.Writing;

/// <summary>A session that has begun to put: its place in a group, and the pin that keeps what it finds there and in the store.</summary>
internal sealed record WriteSession(WriteGroup Group, StorePin Pin, SessionCounters Counters)
{
    /// <summary>Takes a blob unless it is known; false when there is no room now.</summary>
    internal bool TryPut(BlobKind kind, BlobId id, ReadOnlySpan<byte> plain) => Group.TryPut(this, kind, id, plain);
}
