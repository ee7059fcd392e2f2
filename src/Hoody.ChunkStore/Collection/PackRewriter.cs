using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Writing;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Collection;

/// <summary>Copies the live blobs of mostly dead packs to new packs: durable, and in the index, before the old packs are condemned.</summary>
internal sealed class PackRewriter(IStorageBackend backend, PackWriter writer, BlobStoreOptions options)
{
    /// <exception cref="CorruptDataException">A live blob is damaged. Nothing was condemned; verify the store.</exception>
    internal async Task RewriteAsync(IEnumerable<Blake3Digest> packs, Marker marker, CancellationToken cancellationToken)
    {
        PackBuilder data = new(options.DataPackLengthBytes);
        PackBuilder trees = new(options.TreePackLengthBytes);
        try
        {
            foreach (Blake3Digest pack in packs)
            {
                string name = PackName.Of(pack);
                long length = await backend.GetLengthAsync(name, cancellationToken).ConfigureAwait(false)
                    ?? throw new CorruptDataException($"Pack '{name}'", "it is gone, though live blobs stand in it");
                PackDirectory directory = await PackReader
                    .ReadDirectoryAsync(backend, new StoredObject(name, length), cancellationToken).ConfigureAwait(false);
                int offset = 0;
                foreach (PackEntry entry in directory.Entries)
                {
                    if (marker.IsLive(entry.Id, pack))
                    {
                        PackEntryLocation location = new(offset, entry.StoredLength);
                        bool isChunk = entry.Kind == BlobKind.Chunk;
                        PackBuilder target = isChunk ? data : trees;
                        if (!target.HasRoomFor(entry.StoredLength))
                        {
                            await WriteAsync(target, cancellationToken).ConfigureAwait(false);
                            target = isChunk ? data = new(options.DataPackLengthBytes) : trees = new(options.TreePackLengthBytes);
                        }

                        await CopyAsync(pack, location, entry, target, cancellationToken).ConfigureAwait(false);
                    }

                    offset += entry.RecordLength;
                }
            }

            await WriteAsync(data, cancellationToken).ConfigureAwait(false);
            await WriteAsync(trees, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            data.Dispose();
            trees.Dispose();
        }
    }

    private async Task CopyAsync(
        Blake3Digest pack, PackEntryLocation location, PackEntry entry, PackBuilder target, CancellationToken cancellationToken)
    {
        // As it is stored, once it was found to be right.
        string name = PackName.Of(pack);
        string what = PackRecord.Describe(entry.Id, name, location);
        using PooledBytes record = new(location.RecordLength);
        int count = await backend.ReadAsync(name, location.Offset, record.Memory, cancellationToken).ConfigureAwait(false);
        ReadOnlyMemory<byte> found = record.Memory[..count];
        PackRecord.Decode(found.Span, location, entry.Id, entry.Kind, what).Dispose();
        target.Append(PackRecordHeader.Read(found.Span, what), found.Span[PackRecordHeader.Size..]);
    }

    private async Task WriteAsync(PackBuilder pack, CancellationToken cancellationToken)
    {
        if (!pack.IsEmpty)
        {
            await writer.WriteAsync(pack, cancellationToken).ConfigureAwait(false);
        }

        pack.Dispose();
    }
}
