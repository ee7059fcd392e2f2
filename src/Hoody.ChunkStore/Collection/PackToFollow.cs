namespace Hoody.ChunkStore.Collection;

/// <summary>A pack of trees, and how to learn what they refer to: by what is noted, or by reading them. The caller disposes it.</summary>
/// <param name="Blobs">Where its blobs lie that are no chunks.</param>
/// <param name="References">What all of them refer to, if that is noted.</param>
/// <param name="Records">Where to read them, if not.</param>
internal sealed record PackToFollow(TreePlaces Blobs, PackReferences? References, TreeRecords? Records) : IDisposable
{
    /// <summary>Gives the memory back; the places were in it.</summary>
    public void Dispose() => References?.Dispose();
}
