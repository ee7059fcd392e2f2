using Hoody.ChunkStore.Collection;

namespace Hoody.ChunkStore.Concurrency.Tests;

/// <summary>Snapshots that are the id of one chunk.</summary>
internal sealed class OneChunkReferences : IBlobReferences
{
    public string Version => "one chunk 1";

    public void AddReferences(BlobKind kind, ReadOnlySpan<byte> plain, ICollection<BlobReference> references) =>
        references.Add(new BlobReference(BlobKind.Chunk, new BlobId(plain)));
}
