using Hoody.ChunkStore.Packs;

namespace Hoody.ChunkStore.Writing;

/// <summary>Fills packs with records that are copied as they are stored, and writes each as far as it is due, or full. Not thread-safe.</summary>
internal sealed class PackFiller(PackWriter writer, BlobStoreOptions options) : IDisposable
{
    private PackBuilder _data = new(options.DataPackLengthBytes);
    private PackBuilder _trees = new(options.TreePackLengthBytes);

    /// <summary>Adds a record that was found to be right.</summary>
    internal async ValueTask AddAsync(PackRecordHeader header, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        bool isChunk = header.Entry.Kind == BlobKind.Chunk;
        PackBuilder target = isChunk ? _data : _trees;
        if (!target.HasRoomFor(payload.Length))
        {
            await WriteAsync(target, cancellationToken).ConfigureAwait(false);
            target = isChunk ? _data = new(options.DataPackLengthBytes) : _trees = new(options.TreePackLengthBytes);
        }

        target.Append(header, payload.Span);
        await writer.SpillAsync(target, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes what is not full, once, at the end.</summary>
    internal async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await WriteAsync(_data, cancellationToken).ConfigureAwait(false);
        await WriteAsync(_trees, cancellationToken).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _data.Dispose();
        _trees.Dispose();
    }

    private async Task WriteAsync(PackBuilder pack, CancellationToken cancellationToken)
    {
        if (!pack.IsEmpty)
        {
            await writer.WriteAsync(pack, cancellationToken, replacesOthers: true).ConfigureAwait(false);
        }

        pack.Dispose();
    }
}
