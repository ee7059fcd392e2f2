namespace Hoody.ChunkStore.Backends;

/// <summary>A backend that can show an object's bytes without reading them all.</summary>
internal interface IMappingBackend
{
    /// <summary>A view of the whole object, mapped or read page by page; null when it does not exist, is empty, or cannot be looked at where it lies.</summary>
    ValueTask<ObjectView?> MapAsync(string name, CancellationToken cancellationToken);
}
