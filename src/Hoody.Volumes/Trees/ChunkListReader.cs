using Hoody.ChunkStore;

namespace Hoody.Volumes.Trees;

/// <summary>Reads which chunks a file consists of, one after another. For one thread; the chunks themselves are not looked at.</summary>
/// <remarks>Holds the nodes on the way to the next chunk, each compared with what names it before it is used.</remarks>
internal sealed class ChunkListReader
{
    private readonly ChunkListNode _top;
    private readonly Func<NodeCursor<ChunkListNode>> _openCursor;
    private NodeCursor<ChunkListNode> _cursor;

    private ChunkListReader(ChunkListNode top, Func<NodeCursor<ChunkListNode>> openCursor)
    {
        _top = top;
        _openCursor = openCursor;
        _cursor = openCursor();
    }

    /// <summary>The ids of the chunks of a list that is one node, one after the other; nothing for any other file.</summary>
    public ReadOnlyMemory<byte> IdsOfOneNode => _top is { Level: 0, Chunks.Count: > 1 } ? JoinIds(_top.Chunks) : default;

    /// <summary>The offset in the file at which the next chunk begins.</summary>
    public long Offset { get; private set; }

    /// <exception cref="BlobNotFoundException">The store lacks the file's list.</exception>
    /// <exception cref="CorruptDataException">The list is damaged, or is not what the entry says.</exception>
    public static async ValueTask<ChunkListReader> OpenAsync(BlobStore blobs, TreeEntry file, TreePath path, CancellationToken cancellationToken)
    {
        ChunkListNode top = await TreeReader.ReadChunkListAsync(blobs, file, path, cancellationToken).ConfigureAwait(false);
        return new ChunkListReader(top, () => new NodeCursor<ChunkListNode>(
            top, (node, index, stop) => TreeReader.ReadNodeAsync(blobs, node.ClaimOf(index), path, stop)));
    }

    /// <summary>The node that comes next and was not opened, its level, and whether its row ends with it; null where a chunk or nothing comes next.</summary>
    public (ChunkListChild Child, int Level, bool IsLast)? NextNode => _cursor.IsAtNode
        ? (_cursor.Node.Children[_cursor.Index], _cursor.Node.Level - 1, _cursor.Node.ClaimOf(_cursor.Index).Place is { IsLast: true })
        : null;

    /// <summary>Passes over the node that comes next, with all that is below it.</summary>
    public void PassNode()
    {
        Offset += _cursor.Node.Children[_cursor.Index].LengthBytes;
        _cursor.Advance();
    }

    /// <summary>Opens the node that comes next; what comes next is then the first in it.</summary>
    /// <exception cref="BlobNotFoundException">The store lacks the node.</exception>
    /// <exception cref="CorruptDataException">The node is damaged, or is not what the node above says.</exception>
    public ValueTask OpenNodeAsync(CancellationToken cancellationToken) => _cursor.DescendAsync(cancellationToken);

    /// <summary>Reads the next chunk; null after the last.</summary>
    /// <exception cref="BlobNotFoundException">The store lacks a node.</exception>
    /// <exception cref="CorruptDataException">A node is damaged, or is not what the node above says.</exception>
    public async ValueTask<ChunkSpan?> ReadAsync(CancellationToken cancellationToken)
    {
        if (!await _cursor.MoveToItemAsync(cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        ChunkSpan chunk = _cursor.Node.Chunks[_cursor.Index];
        Offset += chunk.LengthBytes;
        _cursor.Advance();
        return chunk;
    }

    /// <summary>Goes on with the chunk that holds the byte at <paramref name="offset"/>, or with the end; reads one node of each level.</summary>
    /// <exception cref="BlobNotFoundException">The store lacks a node.</exception>
    /// <exception cref="CorruptDataException">A node is damaged, or is not what the node above says.</exception>
    public async ValueTask SeekAsync(long offset, CancellationToken cancellationToken)
    {
        Restart();
        await _cursor.SeekAsync(PassIfBefore, cancellationToken).ConfigureAwait(false);

        bool PassIfBefore(ChunkListNode node, int index)
        {
            long length = node.Level == 0 ? node.Chunks[index].LengthBytes : node.Children[index].LengthBytes;
            bool isBefore = length <= offset - Offset;
            Offset += isBefore ? length : 0;
            return isBefore;
        }
    }

    /// <summary>Goes on with the first chunk.</summary>
    public void Restart() => (_cursor, Offset) = (_openCursor(), 0);

    private static byte[] JoinIds(IReadOnlyList<ChunkSpan> chunks)
    {
        byte[] ids = new byte[chunks.Count * BlobId.LengthBytes];
        for (int i = 0; i < chunks.Count; i++)
        {
            chunks[i].Id.CopyTo(ids.AsSpan(i * BlobId.LengthBytes));
        }

        return ids;
    }
}
