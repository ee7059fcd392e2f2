using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Telemetry;
using Hoody.ChunkStore.Writing;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Collection;

/// <summary>Copies the live blobs of mostly dead packs to new packs: durable, and in the index, before the old packs are condemned.</summary>
internal sealed class PackRewriter(IStorageBackend backend, PackWriter writer, BlobStoreOptions options)
{
    /// <exception cref="CorruptDataException">A live blob is damaged. Nothing was condemned; verify the store.</exception>
    internal async Task RewriteAsync(IEnumerable<Blake3Digest> packs, Marker marker, CancellationToken cancellationToken)
    {
        using PackFiller copies = new(writer, options);
        (long blobs, long bytes) = (0, 0);
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
                    using PooledBytes record = await PackReader
                        .ReadRecordAsync(backend, pack, location, entry, cancellationToken).ConfigureAwait(false);
                    PackRecordHeader header = PackRecordHeader.Read(record.Memory.Span, name);
                    await copies.AddAsync(header, record.Memory[PackRecordHeader.Size..], cancellationToken).ConfigureAwait(false);
                    blobs++;
                    bytes += entry.RecordLength;
                }

                offset += entry.RecordLength;
            }
        }

        await copies.CompleteAsync(cancellationToken).ConfigureAwait(false);
        StoreMeter.Rewritten.Count(blobs, bytes);
    }
}
