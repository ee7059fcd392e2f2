using Hoody.ChunkStore.Packs;

namespace Hoody.ChunkStore.Writing;

/// <summary>The two packs that are being filled, and those who wait for what is in them to be durable. Thread-safe.</summary>
/// <remarks>
/// One thread fills, and writes through what a backend takes in parts, while another makes durable what it took: two packs of each sort are under way, never
/// more. Whoever asks for a flush while a
/// batch is being written joins the next one, so many sessions that flush at once share its fsyncs.
/// </remarks>
internal sealed class OpenPacks(PackWriter writer, BlobStoreOptions options) : IDisposable
{
    private readonly Lock _gate = new();
    private List<TaskCompletionSource> _waiting = [];
    private PackBuilder _data = new(options.DataPackLengthBytes);
    private PackBuilder _trees = new(options.TreePackLengthBytes);
    private bool _isDataFull;
    private bool _isTreesFull;
    private bool _isSpilling;

    /// <summary>False when the record's pack is full: it has to be taken first.</summary>
    internal bool TryAppend(PackRecordHeader header, ReadOnlySpan<byte> payload)
    {
        lock (_gate)
        {
            bool isChunk = header.Entry.Kind == BlobKind.Chunk;
            PackBuilder pack = isChunk ? _data : _trees;
            if (!pack.HasRoomFor(payload.Length))
            {
                _isDataFull |= isChunk;
                _isTreesFull |= !isChunk;
                return false;
            }

            pack.Append(header, payload);
            return true;
        }
    }

    /// <summary>Writes through what is due of what was appended. Not beside <see cref="TryAppend"/> or itself.</summary>
    /// <returns>Whether something was; meanwhile nothing could be taken.</returns>
    internal async ValueTask<bool> SpillAsync(CancellationToken cancellationToken)
    {
        PackBuilder? pack;
        lock (_gate)
        {
            pack = writer.MustSpill(_data) ? _data : writer.MustSpill(_trees) ? _trees : null;
            _isSpilling = pack is not null;
        }

        if (pack is null)
        {
            return false;
        }

        await writer.SpillAsync(pack, cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            _isSpilling = false;
        }

        return true;
    }

    /// <summary>Has <paramref name="written"/> completed when all that was appended so far has been written.</summary>
    internal void Flush(TaskCompletionSource written)
    {
        lock (_gate)
        {
            _waiting.Add(written);
        }
    }

    /// <summary>What is to be written now; null when nothing is full and nobody waits, or while a pack is being written through.</summary>
    internal PackBatch? TryTake()
    {
        lock (_gate)
        {
            // The data goes along with every tree pack, full or not: no tree may be present without what was put before it.
            bool withTrees = _isTreesFull || _waiting.Count > 0;
            return !_isSpilling && (withTrees || _isDataFull) ? Take(withTrees) : null;
        }
    }

    /// <summary>Frees the memory and releases those who wait.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            // Not taken: that would begin new packs, and nobody would dispose these.
            new PackBatch(_data, _trees, _waiting).Complete();
        }
    }

    private PackBatch Take(bool withTrees)
    {
        PackBatch batch = new(_data, withTrees ? _trees : null, withTrees ? _waiting : []);
        _data = new PackBuilder(options.DataPackLengthBytes);
        _isDataFull = false;
        if (withTrees)
        {
            _trees = new PackBuilder(options.TreePackLengthBytes);
            _isTreesFull = false;
            _waiting = [];
        }

        return batch;
    }
}
