using Hoody.ChunkStore;

namespace Hoody.Volumes.Transfer;

/// <summary>A chunk that the target lacks, and the nodes that wait for it.</summary>
internal sealed class PendingChunk(BlobId id, int lengthBytes, PendingNode first)
{
    private List<PendingNode>? _more;

    public BlobId Id => id;

    /// <summary>How long the entry or list that names it says it is.</summary>
    public int LengthBytes => lengthBytes;

    public int Round { get; } = first.Round + 1;

    public IEnumerable<PendingNode> Waiting => _more is null ? [first] : [first, .. _more];

    public void AddWaiting(PendingNode node) => (_more ??= []).Add(node);
}
