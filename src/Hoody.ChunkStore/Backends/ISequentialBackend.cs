namespace Hoody.ChunkStore.Backends;

/// <summary>A backend that can tell whether it reads ahead of whoever reads an object from its beginning to its end.</summary>
internal interface ISequentialBackend
{
    /// <summary>Whether neighbouring ranges come faster one after the other than all at once.</summary>
    bool ReadsAhead { get; }
}
