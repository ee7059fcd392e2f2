using Hoody.ChunkStore;

namespace Hoody.Volumes.Transfer;

/// <summary>What a sender says that one of its refs points to.</summary>
/// <param name="Name">The ref's name in the sender's store.</param>
/// <param name="Generation">Its generation there, from 1 on.</param>
/// <param name="Snapshot">The snapshot.</param>
/// <param name="MayBeOlder">Whether the receiver takes it even if it was further before.</param>
internal sealed record OfferedRef(string Name, long Generation, BlobId Snapshot, bool MayBeOlder);
