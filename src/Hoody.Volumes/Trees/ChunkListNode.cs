using Hoody.ChunkStore;

namespace Hoody.Volumes.Trees;

/// <summary>One node of a file's chunk list, read and compared with what was said of it.</summary>
internal sealed class ChunkListNode : ISplitNode
{
    private readonly ChunkListClaim _claim;

    private ChunkListNode(ChunkListClaim claim, int level, IReadOnlyList<ChunkSpan> chunks, IReadOnlyList<ChunkListChild> children)
    {
        _claim = claim;
        Level = level;
        Chunks = chunks;
        Children = children;
    }

    public BlobId Id => _claim.Id;

    public int Level { get; }

    /// <summary>The chunks of a node of level 0.</summary>
    public IReadOnlyList<ChunkSpan> Chunks { get; }

    /// <summary>The children of a node above.</summary>
    public IReadOnlyList<ChunkListChild> Children { get; }

    public int Count => Chunks.Count + Children.Count; // One of the two is empty.

    /// <summary>A file of one chunk, or of none: it has no list in the store.</summary>
    public static ChunkListNode Of(params IReadOnlyList<ChunkSpan> chunks) => new(default, 0, chunks, []);

    /// <exception cref="CorruptDataException">The bytes are no node, or not the one that was claimed.</exception>
    /// <exception cref="UnsupportedFormatException">The node is of a later version.</exception>
    public static ChunkListNode Decode(ReadOnlySpan<byte> blob, in ChunkListClaim claim)
    {
        int level = 0;
        IReadOnlyList<ChunkListChild> children = ChunkListIndex.IsIndex(blob) ? ChunkListIndex.Decode(blob, out level) : [];
        ChunkListNode node = new(claim, level, level == 0 ? ChunkList.Decode(blob) : [], children);
        return node.FindFault() is { } fault ? throw new CorruptDataException("chunk list", fault) : node;
    }

    /// <summary>What this node says of one of its children.</summary>
    public ChunkListClaim ClaimOf(int index)
    {
        ChunkListChild child = Children[index];
        bool isLast = index == Children.Count - 1 && _claim.Place is not { IsLast: false };
        return new ChunkListClaim(child.Id, child.LengthBytes, new ChunkListPlace(Level - 1, child.ChunkCount, isLast));
    }

    private string? FindFault() => (_claim.Place is { } place ? FindPlaceFault(place) : FindTopFault()) ?? FindLie();

    private string? FindTopFault()
    {
        if (Level == 0)
        {
            return Chunks.Count == 1 ? "a single chunk needs no list" : null;
        }

        // Each of 128 counts has been compared with the limit, so the sum has no more than 31 bits.
        int count = Children.Sum(child => child.ChunkCount);
        return Children.Count == 1 ? "its top index has a single child"
            : count is <= NodeSplit.MaxItems or > TreeLimits.MaxChunksPerFile ? $"it is split and has {count} chunks"
            : FindSplitFault(isLast: true);
    }

    private string? FindPlaceFault(ChunkListPlace place)
    {
        int count = Level == 0 ? Chunks.Count : Children.Sum(child => child.ChunkCount);
        return Level != place.Level ? $"a node of level {Level} stands where level {place.Level} is due"
            : count != place.ChunkCount ? $"a node has {count} chunks and is said to have {place.ChunkCount}"
            : FindSplitFault(place.IsLast);
    }

    private string? FindSplitFault(bool isLast) => Level == 0
        ? NodeSplit.FindFault(Chunks, chunk => NodeSplit.IsEnd(chunk.Id, 0), isLast)
        : NodeSplit.FindFault(Children, child => NodeSplit.IsEnd(child.Id, Level), isLast);

    private string? FindLie()
    {
        // Unsigned: each length has 63 bits, and what passes the claim once stays beyond it.
        ulong length = 0;
        for (int i = 0; i < Count && length <= (ulong)_claim.LengthBytes; i++)
        {
            length += (ulong)(Level == 0 ? Chunks[i].LengthBytes : Children[i].LengthBytes);
        }

        return length == (ulong)_claim.LengthBytes ? null : $"its chunks do not add up to the {_claim.LengthBytes} bytes that it is said to have";
    }
}
