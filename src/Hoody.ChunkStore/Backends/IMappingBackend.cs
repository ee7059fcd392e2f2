namespace Hoody.ChunkStore.Backends;

/// <summary>A backend that can show an object's bytes without reading them all.</summary>
internal interface IMappingBackend
{
    /// <summary>A view of the whole object; null when it does not exist, is empty, or cannot be mapped here.</summary>
    ValueTask<ObjectView?> MapAsync(string name, CancellationToken cancellationToken);
}
