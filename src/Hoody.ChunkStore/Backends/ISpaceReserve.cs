namespace Hoody.ChunkStore.Backends;

/// <summary>What a backend may offer besides <see cref="IStorageBackend"/>: room that is kept for freeing room.</summary>
internal interface ISpaceReserve
{
    /// <summary>Gives the room free, to whoever writes next: for a collection that has met a full disk, and tries once more.</summary>
    ValueTask ReleaseAsync(CancellationToken cancellationToken);
}
