namespace Hoody.ChunkStore.Backends;

/// <summary>A backend that takes an object's bytes before the object has a name, so that whoever makes it need not hold it in memory.</summary>
/// <remarks>Decorators do not pass this on: what they repeat, limit and count is the creation of whole objects.</remarks>
internal interface IStagingBackend
{
    /// <summary>Begins an object. Nobody sees it before <see cref="IStagedObject.CreateIfAbsentAsync"/>.</summary>
    /// <exception cref="StoreFullException">There is no room.</exception>
    ValueTask<IStagedObject> StageAsync(CancellationToken cancellationToken);
}
