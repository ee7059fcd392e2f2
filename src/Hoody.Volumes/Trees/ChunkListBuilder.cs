using System.Buffers;
using Hoody.ChunkStore;

namespace Hoody.Volumes.Trees;

/// <summary>Stores the chunk list of a file while the chunks come, and holds no more than a node of each level. For one thread.</summary>
/// <param name="writer">Already holds the chunks.</param>
/// <param name="path">The file, for messages.</param>
/// <param name="isSplit">Whether it is known to have more than 128 chunks: then stored nodes of its list can be added whole.</param>
internal sealed class ChunkListBuilder(BlobWriter writer, TreePath path, bool isSplit = false) : SplitBuilder<ChunkSpan, ChunkListChild>(isSplit)
{
    private readonly ArrayBufferWriter<byte> _ids = new();
    private ChunkSpan _last;

    /// <summary>The ids of the chunks of a list that is one node, one after the other; nothing for any other file.</summary>
    public ReadOnlyMemory<byte> IdsOfOneNode => Count is > 1 and <= NodeSplit.MaxItems ? _ids.WrittenMemory.ToArray() : default;

    /// <summary>The chunks so far.</summary>
    public int Count { get; private set; }

    /// <summary>Adds the next chunk.</summary>
    /// <exception cref="FileTreeException">The file has more chunks than the format allows.</exception>
    public ValueTask AddAsync(ChunkSpan chunk, CancellationToken cancellationToken)
    {
        _last = chunk;
        if (Count < NodeSplit.MaxItems)
        {
            chunk.Id.CopyTo(_ids.GetSpan(BlobId.LengthBytes));
            _ids.Advance(BlobId.LengthBytes);
        }

        return ++Count <= TreeLimits.MaxChunksPerFile
            ? AppendAsync(chunk, cancellationToken)
            : throw TreeWriter.TooLarge(path, "chunks", $"{TreeLimits.MaxChunksPerFile}");
    }

    /// <summary>Adds a node of another list with all chunks below it, if it is a node of this one too; else its chunks, or the nodes below it, have to be added.</summary>
    /// <param name="node">A node that is in the store, and not the last one of its list's level.</param>
    /// <param name="level">Its level.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FileTreeException">The file has more chunks than the format allows.</exception>
    public async ValueTask<bool> TryAddNodeAsync(ChunkListChild node, int level, CancellationToken cancellationToken)
    {
        if (!IsSplit || !await TryAppendNodeAsync(node, level, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        Count += node.ChunkCount;
        if (Count > TreeLimits.MaxChunksPerFile)
        {
            throw TreeWriter.TooLarge(path, "chunks", $"{TreeLimits.MaxChunksPerFile}");
        }

        return true;
    }

    /// <summary>Stores what is left; gives the content of the file. A file of one chunk or none has no list.</summary>
    public async ValueTask<FileContent> FinishAsync(CancellationToken cancellationToken) => Count switch
    {
        0 => FileContent.Empty,
        1 => new FileContent(FileContentKind.SingleChunk, _last.Id),
        _ => new FileContent(FileContentKind.ChunkList, (await CompleteAsync(cancellationToken).ConfigureAwait(false)).Id),
    };

    protected override bool IsEnd(ChunkSpan item) => NodeSplit.IsEnd(item.Id, 0);

    protected override bool IsEnd(ChunkListChild child, int level) => NodeSplit.IsEnd(child.Id, level);

    protected override async ValueTask<ChunkListChild> PutLeafAsync(IReadOnlyList<ChunkSpan> items, CancellationToken cancellationToken)
    {
        ArrayBufferWriter<byte> list = new();
        ChunkList.Encode(items, list);
        BlobId id = await TreeWriter.PutAsync(writer, BlobKind.ChunkList, list, path, cancellationToken).ConfigureAwait(false);
        return new ChunkListChild(id, items.Sum(chunk => (long)chunk.LengthBytes), items.Count);
    }

    protected override async ValueTask<ChunkListChild> PutIndexAsync(
        int level, IReadOnlyList<ChunkListChild> children, CancellationToken cancellationToken)
    {
        ArrayBufferWriter<byte> index = new();
        ChunkListIndex.Encode(level, children, index);
        BlobId id = await TreeWriter.PutAsync(writer, BlobKind.ChunkList, index, path, cancellationToken).ConfigureAwait(false);
        return new ChunkListChild(id, children.Sum(child => child.LengthBytes), children.Sum(child => child.ChunkCount));
    }
}
