namespace Hoody.Volumes.Transfer;

/// <content>What has to be asked for next.</content>
internal sealed partial class ClosureGraph
{
    // Beyond that much, what is to come comes first: a target that has lost many chunks of trees that it holds lacks more than can be pending at once.
    private const long MaxBytesToWalkOn = WantWindow.HardGraphBytes / 2;

    private readonly LinkedList<PendingNode> _lackedNodes = [];
    private readonly Queue<PendingChunk> _lackedChunks = [];
    private int _comingNodes;
    private long _arrivedNodes;
    private long _arrivedNodeBytes;

    public bool HasLackedChunks => _lackedChunks.Count > 0;

    /// <summary>How long the next chunk to ask for is.</summary>
    public int NextChunkLength => _lackedChunks.Peek().LengthBytes;

    /// <summary>What a node that came took here, with what it names, on average so far; 0 before the first.</summary>
    public long AverageNodeBytes => _arrivedNodes == 0 ? 0 : _arrivedNodeBytes / _arrivedNodes;

    /// <summary>The next node to ask for; the oldest and so the highest, or the newest and so the deepest.</summary>
    public PendingNode? TryTakeNode(bool deepest)
    {
        LinkedListNode<PendingNode>? next = deepest ? _lackedNodes.Last : _lackedNodes.First;
        if (next is not null)
        {
            _lackedNodes.Remove(next);
        }

        return next?.Value;
    }

    /// <summary>The next chunk to ask for.</summary>
    public PendingChunk? TryTakeChunk() => _lackedChunks.TryDequeue(out PendingChunk? chunk) ? chunk : null;

    private bool MayWalkOn => HeldBytes < MaxBytesToWalkOn || (_chunks.Count == 0 && _comingNodes == 0);

    private void NoteSize(long bytes)
    {
        _arrivedNodes++;
        _arrivedNodeBytes += bytes;
    }
}
