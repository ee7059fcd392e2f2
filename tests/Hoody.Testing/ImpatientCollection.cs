using Hoody.ChunkStore;

namespace Hoody.Testing;

/// <summary>A collector that waits for nobody: whoever has a lease counts as dead, and loses it at once.</summary>
public static class ImpatientCollection
{
    public static CollectionOptions Options => new() { RevokesAtOnce = true, Pause = (_, _) => Task.CompletedTask };
}
