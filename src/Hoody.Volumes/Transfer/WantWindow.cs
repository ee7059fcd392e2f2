using Hoody.ChunkStore;

namespace Hoody.Volumes.Transfer;

/// <summary>What was asked for and has not come: few enough ids for the sender, few enough bytes for this side's memory.</summary>
/// <remarks>
/// The wants are the credit of the protocol: nothing comes that was not asked for, so the receiver never has to hold more than it chose. Nodes go first, since
/// they tell what else is lacking; breadth first, so that the wants of a whole level share a round trip; deepest first when memory is short, so that nodes
/// become complete and leave.
/// <para>
/// What sessions share is waited for only while nothing is open: a receiver that did not read would hold up its sender, and with it, over what senders share, others.
/// </para>
/// </remarks>
internal sealed class WantWindow(TransferSession session, ClosureGraph graph, uint maxOpenWants, bool isPlan)
{
    /// <summary>Beyond this much pending, nodes are asked for deepest first, and only while no chunk is on its way.</summary>
    public const long SoftGraphBytes = 12 << 20;

    /// <summary>Beyond this much a transfer ends: the tree is wider and deeper at once than this version moves.</summary>
    public const long HardGraphBytes = 40 << 20;

    // Enough for 1 Gbit/s at half a second of delay. It is not held here: what comes before it is looked at waits in the link.
    private const long MaxOpenChunkBytes = 64 << 20;

    // As many as a sender reads at once: fewer ids a frame would not be answered sooner.
    private const int ChunksPerWant = 1_024;

    private const int MaxOpenNodes = 2_048;

    // What a node is taken for before the first ones have come: most have 16 to 128 entries.
    private const int LeastExpectedNodeBytes = 4_096;

    private readonly Dictionary<uint, OpenWant> _open = [];
    private readonly Queue<PendingChunk[]> _openLengths = [];
    private readonly int _maxOpen = (int)Math.Min(maxOpenWants, TransferLimits.MaxOpenWants);
    private uint _number;
    private int _openNodes;
    private int _openLengthCount;
    private long _openChunkBytes;
    private bool _isShortOfNodes;

    /// <summary>Either a node or a chunk.</summary>
    internal readonly record struct OpenWant(PendingNode? Node, PendingChunk? Chunk);

    private int OpenCount => _open.Count + _openLengthCount;

    private SessionShare Share => session.Share;

    private long MostBytes => Share.MostNodeBytes(HardGraphBytes);

    /// <summary>Asks for as much as may be open now, and for something at least.</summary>
    public async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        RequireBounded();
        Share.Nodes.Set(Bounded(ExpectedBytes(_openNodes)));
        Share.LeaveDeep();
        await SendNodeWantsAsync(cancellationToken).ConfigureAwait(false);

        // Not one by one as they come, but some at a time: a want for many takes fewer bytes.
        if (_openChunkBytes <= MaxOpenChunkBytes / 4 * 3)
        {
            await SendChunkWantsAsync(taken: 0, cancellationToken).ConfigureAwait(false);
        }

        if (OpenCount == 0)
        {
            await SendWhenThereIsRoomAsync(cancellationToken).ConfigureAwait(false);
        }

        await session.Writer.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What a blob answers.</summary>
    /// <exception cref="TransferProtocolException">Nothing that is open.</exception>
    public OpenWant Take(uint number)
    {
        if (!_open.Remove(number, out OpenWant want))
        {
            throw new TransferProtocolException("Blob frame", $"number {number} was not wanted, or came before");
        }

        _openNodes -= want.Node is null ? 0 : 1;
        _openChunkBytes -= want.Chunk?.LengthBytes ?? 0;
        return want;
    }

    /// <summary>The chunks that the next lengths are for.</summary>
    /// <exception cref="TransferProtocolException">None were wanted.</exception>
    public PendingChunk[] TakeLengths()
    {
        if (!_openLengths.TryDequeue(out PendingChunk[]? chunks))
        {
            throw new TransferProtocolException("Lengths frame", "no lengths were wanted");
        }

        _openLengthCount -= chunks.Length;
        return chunks;
    }

    private void RequireBounded()
    {
        if (graph.HeldBytes > MostBytes)
        {
            throw new FileTreeException(
                "The tree",
                $"more than {MostBytes >> 20} MiB of its nodes wait for what is below them; "
                    + (MostBytes == HardGraphBytes ? "this version does not transfer it" : "give the scheduler of the transfers a larger memory budget"));
        }
    }

    private long ExpectedBytes(int openNodes) => graph.HeldBytes + (openNodes * Math.Max(graph.AverageNodeBytes, LeastExpectedNodeBytes));

    private long Bounded(long bytes) => Math.Min(bytes, Math.Max(MostBytes, graph.HeldBytes));

    private bool MayTakeNode()
    {
        if (OpenCount >= _maxOpen || _openNodes >= MaxOpenNodes)
        {
            return false;
        }

        long expected = ExpectedBytes(_openNodes + 1);
        _isShortOfNodes = expected >= SoftGraphBytes || !Share.Nodes.TryGrow(expected);
        bool mayGoDeeper = Share.IsDeep && OpenCount == 0 && !graph.HasLackedChunks
            && (_openNodes == 0 || expected < MostBytes / 4 * 3);
        if (_isShortOfNodes && mayGoDeeper)
        {
            Share.Nodes.Set(Bounded(expected));
        }

        return !_isShortOfNodes || mayGoDeeper;
    }

    /// <summary>Nothing could be asked for: this session has to wait for others.</summary>
    private async ValueTask SendWhenThereIsRoomAsync(CancellationToken cancellationToken)
    {
        if (graph.HasLackedChunks)
        {
            long taken = await Share.TakeChunksAsync(graph.NextChunkLength, cancellationToken).ConfigureAwait(false);
            await SendChunkWantsAsync(taken, cancellationToken).ConfigureAwait(false);
        }
        else if (!Share.IsDeep)
        {
            await Share.EnterDeepAsync(cancellationToken).ConfigureAwait(false);
            await SendNodeWantsAsync(cancellationToken).ConfigureAwait(false);
        }

        if (OpenCount == 0)
        {
            throw new InvalidOperationException("Something is lacking, and nothing was asked for.");
        }
    }

    private async ValueTask SendNodeWantsAsync(CancellationToken cancellationToken)
    {
        List<PendingNode> nodes = [];
        while (MayTakeNode() && graph.TryTakeNode(deepest: _isShortOfNodes || graph.HeldBytes > SoftGraphBytes / 2) is { } node)
        {
            nodes.Add(node);
            _openNodes++; // numbered below, and counted here so that the bound holds
            if (OpenCount + nodes.Count >= _maxOpen)
            {
                break;
            }
        }

        foreach (IGrouping<BlobKind, PendingNode> group in nodes.GroupBy(node => node.Claim.Kind))
        {
            foreach (PendingNode[] some in group.Chunk(TransferLimits.MaxIdsPerWant))
            {
                Array.ForEach(some, node => _open.Add(_number++, new OpenWant(node, null)));
                await SendAsync(group.Key, isForLengths: false, [.. some.Select(node => node.Claim.Id)], cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <param name="taken">Bytes of the budget that were taken for chunks already; what is left of them is given back.</param>
    /// <param name="cancellationToken">Cancels the sending.</param>
    private async ValueTask SendChunkWantsAsync(long taken, CancellationToken cancellationToken)
    {
        List<PendingChunk> chunks = [];
        while (OpenCount + chunks.Count < _maxOpen && MayTakeChunk(ref taken) && graph.TryTakeChunk() is { } chunk)
        {
            chunks.Add(chunk);
            _openChunkBytes += isPlan ? 0 : chunk.LengthBytes;
        }

        Share.Chunks.GiveBack(taken);

        foreach (PendingChunk[] some in chunks.Chunk(ChunksPerWant))
        {
            if (isPlan)
            {
                _number += (uint)some.Length;
                _openLengths.Enqueue(some);
                _openLengthCount += some.Length;
            }
            else
            {
                Array.ForEach(some, chunk => _open.Add(_number++, new OpenWant(null, chunk)));
            }

            await SendAsync(BlobKind.Chunk, isPlan, [.. some.Select(chunk => chunk.Id)], cancellationToken).ConfigureAwait(false);
        }
    }

    // A plan brings no chunks.
    private bool MayTakeChunk(ref long taken)
    {
        if (isPlan || !graph.HasLackedChunks)
        {
            return graph.HasLackedChunks;
        }

        int length = graph.NextChunkLength;
        if (_openChunkBytes >= MaxOpenChunkBytes || (taken < length && !Share.Chunks.TryTake(length)))
        {
            return false;
        }

        taken -= taken < length ? 0 : length;
        return true;
    }

    private ValueTask SendAsync(BlobKind kind, bool isForLengths, BlobId[] ids, CancellationToken cancellationToken) =>
        session.SendAsync(FrameType.Want, new WantFrame(kind, isForLengths, ids).Encode(), cancellationToken);
}
