using Hoody.ChunkStore;

namespace Hoody.Volumes.Transfer;

/// <summary>A blob that has come for a want, not verified yet; its bytes are those of the frame.</summary>
internal sealed record ArrivedBlob(Frame Frame, StoredBlob Blob, PendingNode? Node, PendingChunk? Chunk) : IDisposable
{
    public void Dispose() => Frame.Dispose();
}
