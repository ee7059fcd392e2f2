using System.Buffers;
using Hoody.ChunkStore;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Overlays;

/// <summary>Reads the bytes of a volume's files: the snapshot's, and over them what was written since.</summary>
internal sealed class ContentReader(BlobStore blobs, Journal journal)
{
    /// <summary>Fills <paramref name="destination"/> from a file that is at least so long.</summary>
    public async ValueTask ReadAsync(OverlayNode file, TreePath path, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        long end = offset + destination.Length;
        int fromBase = (int)Math.Clamp(file.BaseLength - offset, 0, destination.Length);
        destination.Span[fromBase..].Clear();
        if (fromBase > 0 && file.Base is { } stored)
        {
            await ReadBaseAsync(stored, path, offset, destination[..fromBase], cancellationToken).ConfigureAwait(false);
        }

        foreach (Extent extent in file.Extents?.Within(offset, end) ?? [])
        {
            journal.Read(extent.JournalOffset, destination.Span.Slice((int)(extent.Offset - offset), (int)extent.Length));
        }
    }

    private async ValueTask ReadBaseAsync(TreeEntry file, TreePath path, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        ChunkListReader chunks = await ChunkListReader.OpenAsync(blobs, file, path, cancellationToken).ConfigureAwait(false);
        await chunks.SeekAsync(offset, cancellationToken).ConfigureAwait(false);
        while (!destination.IsEmpty)
        {
            long start = chunks.Offset;
            ChunkSpan chunk = await chunks.ReadAsync(cancellationToken).ConfigureAwait(false)
                ?? throw new CorruptDataException($"file \"{path.ToShortString()}\"", $"its chunks end at {start} of {file.Length} bytes");
            using IMemoryOwner<byte> bytes = await blobs.GetAsync(chunk.Id, BlobKind.Chunk, cancellationToken).ConfigureAwait(false);
            if (bytes.Memory.Length != chunk.LengthBytes)
            {
                throw new CorruptDataException(
                    $"file \"{path.ToShortString()}\"", $"chunk {chunk.Id} has {bytes.Memory.Length} bytes and is said to have {chunk.LengthBytes}");
            }

            ReadOnlyMemory<byte> wanted = bytes.Memory[(int)(offset - start)..];
            int count = Math.Min(wanted.Length, destination.Length);
            wanted[..count].CopyTo(destination);
            destination = destination[count..];
            offset += count;
        }
    }
}
