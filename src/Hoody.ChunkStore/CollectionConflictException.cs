namespace Hoody.ChunkStore;

/// <summary>Another collection, or work that does not end, stands in the way. Nothing more was deleted; plan again later.</summary>
public sealed class CollectionConflictException : ChunkStoreException
{
    internal CollectionConflictException(string message)
        : base(message)
    {
    }
}
