using Hoody.ChunkStore;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Overlays;

/// <summary>The chunks that a changed file has in the snapshot, asked one place after another whether they still are its own.</summary>
internal sealed class StoredChunks
{
    private readonly OverlayNode _file;
    private readonly ChunkListReader? _chunks;
    private long _start;
    private ChunkSpan? _next;

    private StoredChunks(OverlayNode file, ChunkListReader? chunks) => (_file, _chunks) = (file, chunks);

    public static async ValueTask<StoredChunks> OpenAsync(BlobStore blobs, OverlayNode file, TreePath path, CancellationToken cancellationToken)
    {
        // A single chunk may be a short file that was not cut at all.
        ChunkListReader? chunks = file.Base is { Content.Kind: FileContentKind.ChunkList } stored
            ? await ChunkListReader.OpenAsync(blobs, stored, path, cancellationToken).ConfigureAwait(false)
            : null;
        return new StoredChunks(file, chunks);
    }

    /// <summary>Adds to the list that is being built, unread, the nodes that begin at <paramref name="position"/> and in which nothing was written, as far as it takes them.</summary>
    /// <returns>Where they end.</returns>
    public async ValueTask<long> PassNodesAsync(long position, ChunkListBuilder list, CancellationToken cancellationToken)
    {
        while (position < _file.BaseLength && _chunks is { NextNode: { } next } && _chunks.Offset <= position)
        {
            long end = _chunks.Offset + next.Child.LengthBytes;
            if (end <= position)
            {
                _chunks.PassNode(); // Written anew.
            }
            else if (_chunks.Offset == position && !next.IsLast && end <= _file.BaseLength && IsUntouched(position, end)
                && await list.TryAddNodeAsync(next.Child, next.Level, cancellationToken).ConfigureAwait(false))
            {
                _chunks.PassNode();
                position = end;
            }
            else
            {
                await _chunks.OpenNodeAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        return position;
    }

    /// <summary>The chunk that begins at <paramref name="position"/>, if it is untouched; positions go up.</summary>
    public async ValueTask<ChunkSpan?> TryTakeAsync(long position, CancellationToken cancellationToken)
    {
        while (_chunks is not null && position < _file.BaseLength && (_next is null || _start < position))
        {
            if (_chunks.Offset > position)
            {
                return null;
            }

            _start = _chunks.Offset;
            _next = await _chunks.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (_next is null)
            {
                return null;
            }
        }

        if (_next is not { } chunk || _start != position)
        {
            return null;
        }

        long end = position + chunk.LengthBytes;
        bool endsWithItsFile = end == _file.Base?.Length;
        return end <= _file.BaseLength && (!endsWithItsFile || end == _file.Entry.Length) && IsUntouched(position, end) ? chunk : null;
    }

    private bool IsUntouched(long start, long end) => _file.Extents?.IsUntouched(start, end) != false;
}
