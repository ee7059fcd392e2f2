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

    /// <summary>The chunk that begins at <paramref name="position"/>, if it is untouched; positions go up.</summary>
    public async ValueTask<ChunkSpan?> TryTakeAsync(long position, CancellationToken cancellationToken)
    {
        while (_chunks is not null && position < _file.BaseLength && (_next is null || _start < position))
        {
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
        return end <= _file.BaseLength && (!endsWithItsFile || end == _file.Entry.Length) && _file.Extents?.IsUntouched(position, end) != false
            ? chunk
            : null;
    }
}
