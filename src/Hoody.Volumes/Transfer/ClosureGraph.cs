using System.Buffers;
using Hoody.ChunkStore;
using Hoody.ChunkStore.Closures;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Transfer;

/// <summary>What is known of the closure of the roots: which nodes wait for what, and what has to be asked for next.</summary>
/// <remarks>
/// A node is put when everything below it was put or found, so the store keeps its promise: whoever finds a tree finds what it was built from. A
/// node that the target holds is read there and walked all the same; holding it does not prove that everything below it is held, since a damaged pack, or a
/// collection between two transfers, can take a chunk away and leave the node. Only what this session has walked is skipped, and what an earlier one has
/// walked in a store that has lost nothing since (<see cref="ClosureSet"/>). So a transfer also heals a target that lost something, and what is held costs
/// reads of nodes at the target, and nothing on the wire.
/// </remarks>
internal sealed partial class ClosureGraph(BlobStore target, IClosureStore store, TransferTally tally)
{
    // About what an object, its place in a table and its claim take.
    private const int BytesPerNode = 512;
    private const int BytesPerChunk = 192;

    // What names less than that, all below it included, is walked as fast as it is looked up and checked: it is not worth a place in the set.
    private const long LeastNotedSize = 64;

    private readonly Dictionary<NodeClaim, PendingNode> _nodes = [];
    private readonly Dictionary<BlobId, PendingChunk> _chunks = [];
    private readonly HashSet<NodeClaim> _complete = [];
    private readonly Stack<PendingNode> _held = [];

    /// <summary>How many complete nodes are remembered, about 20 MB of them; beyond that, one met again is walked again.</summary>
    public int MaxComplete { get; init; } = 1 << 16;

    /// <summary>What everything that is pending takes in memory, about.</summary>
    public long HeldBytes { get; private set; }

    /// <summary>Whether everything below all roots was put or found.</summary>
    public bool IsComplete => _nodes.Count == 0;

    /// <summary>Adds a snapshot.</summary>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="baseRoot">The top directory of what the target had before in its place; null for nothing.</param>
    public void AddRoot(BlobId snapshot, TreeEntry? baseRoot)
    {
        if (AddNode(null, new NamedClaim(new SnapshotClaim(snapshot), EntryName.Root, IsDirectory: false)) is { } node)
        {
            node.Base = baseRoot;
        }
    }

    /// <summary>Reads what the target holds, and finds what it lacks below; not all at once where that is much.</summary>
    public async ValueTask WalkHeldAsync(CancellationToken cancellationToken)
    {
        while (MayWalkOn && _held.TryPop(out PendingNode? node))
        {
            using IMemoryOwner<byte> plain = await target.GetAsync(node.Claim.Id, node.Claim.Kind, cancellationToken).ConfigureAwait(false);
            tally.BlobsHeld++;

            // Read all the same: what names it may lie about what it is.
            NodeReferences references = node.Claim.Read(plain.Memory.Span, node.GetPath);
            tally.Files += references.Files;
            if (store.HoldsClosure(node.Claim.Id))
            {
                node.Size = LeastNotedSize;
                references = NodeReferences.None;
            }

            await AddReferencesAsync(node, references, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A node has come, with what it names.</summary>
    /// <param name="node">The node.</param>
    /// <param name="stored">The node's bytes, to keep until it is put; null when it is not going to be.</param>
    /// <param name="references">What it names.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async ValueTask ArriveAsync(PendingNode node, StoredBlob? stored, NodeReferences references, CancellationToken cancellationToken)
    {
        node.Stored = stored;
        _comingNodes--;
        tally.Files += references.Files;
        HeldBytes += stored?.Payload.Length ?? 0;
        NoteSize(BytesPerNode + (stored?.Payload.Length ?? 0) + (BytesPerNode * (long)references.Nodes.Count) + (BytesPerChunk * (long)references.Chunks.Count));
        await AddReferencesAsync(node, references, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A chunk has been put.</summary>
    public async ValueTask ArriveAsync(PendingChunk chunk, CancellationToken cancellationToken)
    {
        _chunks.Remove(chunk.Id);
        HeldBytes -= BytesPerChunk;
        foreach (PendingNode waiting in chunk.Waiting)
        {
            await ReleaseAsync(waiting, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask AddReferencesAsync(PendingNode node, NodeReferences references, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<EntryName, TreeEntry> before = await BaseTree.FindEntriesAsync(
            target, node.Comes ? node.Base : null, references, cancellationToken).ConfigureAwait(false);
        foreach (NamedClaim named in references.Nodes)
        {
            PendingNode? child = AddNode(node, named);
            child?.Compare(named.Name.IsRoot ? node.Base : before.GetValueOrDefault(named.Name));
        }

        for (int i = 0; i < references.Chunks.Count; i++)
        {
            bool comes = await AddChunkAsync(node, references.Chunks[i], cancellationToken).ConfigureAwait(false);
            node.Comes |= comes;
            if (comes && references.ChunkNames.Count > 0)
            {
                tally.CountFile(PendingNode.ChangeOf(before.GetValueOrDefault(references.ChunkNames[i])));
            }
        }

        node.Size += references.Nodes.Count + references.Chunks.Count;
        await ReleaseAsync(node, cancellationToken).ConfigureAwait(false);
    }

    /// <returns>The node; null when it is known already.</returns>
    private PendingNode? AddNode(PendingNode? parent, NamedClaim named)
    {
        if (_complete.Contains(named.Claim) || store.WillHold(named.Claim.Id))
        {
            return null;
        }

        if (parent is not null)
        {
            parent.MissingCount++;
        }

        if (_nodes.TryGetValue(named.Claim, out PendingNode? pending))
        {
            if (parent is not null) // a root that is named twice waits for nobody
            {
                pending.AddParent(parent);
            }

            return null;
        }

        PendingNode node = new(named.Claim, parent, named.Name, (parent?.Depth ?? 0) + (named.IsDirectory ? 1 : 0)) { Round = parent?.Round ?? 1 };
        if (node.Depth > TreeLimits.MaxDepth + 1)
        {
            throw new FileTreeException(
                node.GetPath().ToShortString(), $"it is more than {TreeLimits.MaxDepth} directories deep; nothing below it was looked at");
        }

        _nodes.Add(named.Claim, node);
        HeldBytes += BytesPerNode;
        if (target.Contains(named.Claim.Id))
        {
            _held.Push(node);
        }
        else
        {
            node.Round++;
            node.Comes = true;
            _comingNodes++;
            _lackedNodes.AddLast(node);
        }

        return node;
    }

    /// <returns>Whether it comes, for this node first.</returns>
    private async ValueTask<bool> AddChunkAsync(PendingNode node, ChunkSpan chunk, CancellationToken cancellationToken)
    {
        bool comes = false;
        if (_chunks.TryGetValue(chunk.Id, out PendingChunk? pending))
        {
            if (pending.LengthBytes != chunk.LengthBytes)
            {
                throw new CorruptDataException($"Chunk {chunk.Id}", $"one file claims that it has {pending.LengthBytes} bytes, and another {chunk.LengthBytes}");
            }

            pending.AddWaiting(node);
            tally.CountHeldChunk(chunk.LengthBytes);
        }
        else if (await store.HoldsChunkAsync(chunk.Id, cancellationToken).ConfigureAwait(false))
        {
            tally.CountHeldChunk(chunk.LengthBytes);
            return false;
        }
        else
        {
            comes = true;
            pending = new PendingChunk(chunk.Id, chunk.LengthBytes, node);
            _chunks.Add(chunk.Id, pending);
            _lackedChunks.Enqueue(pending);
            HeldBytes += BytesPerChunk;
        }

        node.MissingCount++;
        return comes;
    }

    /// <summary>One thing less to wait for; with the last one the node is put, and those above it have one thing less.</summary>
    private async ValueTask ReleaseAsync(PendingNode first, CancellationToken cancellationToken)
    {
        Stack<PendingNode> released = new([first]);
        while (released.TryPop(out PendingNode? node))
        {
            if (--node.MissingCount > 0)
            {
                continue;
            }

            if (node.Stored is { } stored)
            {
                await store.PutNodeAsync(stored, cancellationToken).ConfigureAwait(false);
                HeldBytes -= stored.Payload.Length;
            }

            _nodes.Remove(node.Claim);
            HeldBytes -= BytesPerNode;
            node.TellFile(tally);
            await RememberAsync(node, cancellationToken).ConfigureAwait(false);
            foreach (PendingNode parent in node.Parents)
            {
                parent.Size += node.Size;
                released.Push(parent);
            }
        }
    }

    // What is forgotten must be found again.
    private async ValueTask RememberAsync(PendingNode node, CancellationToken cancellationToken)
    {
        if (node.Size >= LeastNotedSize || node.Claim.Kind == BlobKind.Snapshot)
        {
            store.NoteClosure(node.Claim.Id, node.Size);
        }

        if (_complete.Count >= MaxComplete)
        {
            await store.KeepAsync(_complete, cancellationToken).ConfigureAwait(false);
            _complete.Clear();
        }

        _complete.Add(node.Claim);
    }
}
