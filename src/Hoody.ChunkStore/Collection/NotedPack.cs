namespace Hoody.ChunkStore.Collection;

/// <summary>A pack of trees, and what is noted of it. The caller disposes it.</summary>
/// <param name="Pack">The pack.</param>
/// <param name="References">What all its trees refer to; null when they have to be read.</param>
internal sealed record NotedPack(TreePack Pack, PackReferences? References) : IDisposable
{
    /// <summary>Gives the memory of the references back.</summary>
    public void Dispose() => References?.Dispose();
}
