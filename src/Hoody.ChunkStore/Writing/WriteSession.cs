using Hoody.ChunkStore.Packs;

namespace Hoody.ChunkStore.Writing;

/// <summary>A session that has begun to put: its place in a group, and the pin that keeps what it finds there and in the store.</summary>
internal sealed record WriteSession(WriteGroup Group, StorePin Pin, SessionCounters Counters)
{
    /// <summary>Takes a blob unless it is known; false when there is no room now.</summary>
    internal bool TryPut(BlobKind kind, BlobId id, ReadOnlySpan<byte> plain) =>
        Group.TryPut(this, new PackEntry(id, kind, BlobCodec.None, plain.Length, plain.Length), plain, isEncoded: false);

    /// <summary>Takes a blob as it shall be stored, which was verified, unless it is known; false when there is no room now.</summary>
    internal bool TryPut(StoredBlob blob) => Group.TryPut(
        this, new PackEntry(blob.Id, blob.Kind, blob.Codec, blob.PlainLengthBytes, blob.Payload.Length), blob.Payload.Span, isEncoded: true);

    /// <summary>Whether the store has the blob, or will as soon as what was put is durable.</summary>
    internal bool Contains(BlobId id) => Group.Contains(this, id);
}
