namespace Hoody.ChunkStore.Backends;

/// <summary>What a backend may offer besides <see cref="IStorageBackend"/>: several objects made durable for less than one by one.</summary>
internal interface IBatchCreation
{
    /// <summary>Creates each object unless its name is taken. All are durable on return; before that any of them may be, in no order.</summary>
    /// <returns>For each object, in order, whether this call created it.</returns>
    /// <exception cref="BackendException">Any of them may have been created.</exception>
    ValueTask<bool[]> CreateBatchIfAbsentAsync(IReadOnlyList<NewObject> objects, CancellationToken cancellationToken);
}
