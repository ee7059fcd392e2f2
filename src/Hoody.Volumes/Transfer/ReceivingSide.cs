using System.Buffers;
using Hoody.ChunkStore;
using Hoody.ChunkStore.Closures;

namespace Hoody.Volumes.Transfer;

/// <summary>Asks for what the target lacks of the closure of some roots, until nothing is lacking.</summary>
internal sealed class ReceivingSide
{
    // What is verified at once, on all processors; the next is on its way meanwhile.
    private const int MaxBatchBytes = 2 << 20;
    private const int BytesPerRun = 64 << 10;

    private readonly TransferSession _session;
    private readonly BlobStore _target;
    private readonly BlobWriter? _writer;
    private readonly IProgress<TransferProgress>? _progress;
    private readonly TransferTally _tally = new();
    private readonly ClosureGraph _graph;
    private readonly WantWindow _window;

    /// <param name="session">The connection, after the greeting.</param>
    /// <param name="target">The store whose pin the caller holds.</param>
    /// <param name="writer">Where blobs go; null for a plan.</param>
    /// <param name="closures">What need not be walked.</param>
    /// <param name="peer">What the sender said of itself.</param>
    /// <param name="maxComplete">How many complete nodes are remembered; null for the default.</param>
    /// <param name="progress">Told after every batch.</param>
    public ReceivingSide(
        TransferSession session, BlobStore target, BlobWriter? writer, ClosureSet closures, Hello peer, int? maxComplete, IProgress<TransferProgress>? progress)
    {
        (_session, _target, _writer, _progress) = (session, target, writer, progress);
        IClosureStore store = writer is null ? new PlanStore(target, closures) : new WriterStore(writer, closures);
        _graph = maxComplete is { } max ? new ClosureGraph(target, store, _tally) { MaxComplete = max } : new ClosureGraph(target, store, _tally);
        _window = new WantWindow(session, _graph, peer.MaxOpenWants, isPlan: writer is null);
    }

    /// <summary>Ends when everything below the roots was put, or found; it is not durable yet.</summary>
    /// <param name="roots">The snapshots, and the refs that shall point to them.</param>
    /// <param name="baseSnapshot">What all of them take the place of; null for what their refs point to.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task<TransferTally> RunAsync(IEnumerable<TransferRoot> roots, BlobId? baseSnapshot, CancellationToken cancellationToken)
    {
        foreach (TransferRoot root in roots)
        {
            _graph.AddRoot(root.Snapshot, await BaseTree.FindRootAsync(_target, root, baseSnapshot, cancellationToken).ConfigureAwait(false));
        }

        await _graph.WalkHeldAsync(cancellationToken).ConfigureAwait(false);
        while (!_graph.IsComplete)
        {
            await _window.SendAsync(cancellationToken).ConfigureAwait(false);
            List<ArrivedBlob> batch = await ReceiveAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                await TakeAsync(batch, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                batch.ForEach(blob => blob.Dispose());
                _session.Share.Chunks.GiveBack(batch.Sum(blob => (long)(blob.Chunk?.LengthBytes ?? 0)));
            }

            await _graph.WalkHeldAsync(cancellationToken).ConfigureAwait(false);
            _progress?.Report(_tally.Progress);
        }

        _session.Share.End(); // before the receipt: the other side may take its time with the end
        return _tally;
    }

    /// <summary>At least one frame, and those that are there already.</summary>
    private async ValueTask<List<ArrivedBlob>> ReceiveAsync(CancellationToken cancellationToken)
    {
        List<ArrivedBlob> batch = [];
        Frame? frame = await _session.ExpectAsync(FrameType.Blob, FrameType.Lengths, cancellationToken).ConfigureAwait(false);
        long bytes = 0;
        do
        {
            bytes += frame.WireLength;
            if (TransferSession.Require(frame, FrameType.Blob, FrameType.Lengths).Type == FrameType.Blob)
            {
                batch.Add(Open(frame));
            }
            else
            {
                using (frame)
                {
                    await TakeLengthsAsync(frame, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        while (bytes < MaxBatchBytes && _session.Reader.TryRead(out frame));
        return batch;
    }

    private ArrivedBlob Open(Frame frame)
    {
        BlobHeader header = BlobHeader.Decode(frame.Payload.Span);
        (PendingNode? node, PendingChunk? chunk) = _window.Take(header.Number);
        BlobId id = node?.Claim.Id ?? chunk?.Id ?? default;
        BlobKind kind = node?.Claim.Kind ?? BlobKind.Chunk;
        if (chunk is not null && chunk.LengthBytes != header.PlainLength)
        {
            throw new CorruptDataException($"{kind} {id}", $"it has {header.PlainLength} bytes and not the {chunk.LengthBytes} its file claims");
        }

        return new ArrivedBlob(frame, new StoredBlob(kind, id, header.Codec, header.PlainLength, frame.Payload[BlobHeader.Size..]), node, chunk);
    }

    /// <summary>Nothing is put, and nothing that a node says is followed, before the blob was compared with its id.</summary>
    private async ValueTask TakeAsync(List<ArrivedBlob> batch, CancellationToken cancellationToken)
    {
        if (_writer is { } writer)
        {
            await Parallel.ForEachAsync(Runs(batch), cancellationToken, async (run, token) =>
            {
                foreach (StoredBlob blob in run)
                {
                    await writer.PutStoredAsync(blob, token).ConfigureAwait(false);
                }
            }).ConfigureAwait(false);
        }

        foreach (ArrivedBlob arrived in batch)
        {
            StoredBlob blob = arrived.Blob;
            _tally.CountNew(blob.Kind, blob.PlainLengthBytes, blob.Payload.Length, arrived.Node?.Round ?? arrived.Chunk?.Round ?? 0);
            if (arrived.Chunk is { } chunk)
            {
                await _graph.ArriveAsync(chunk, cancellationToken).ConfigureAwait(false);
            }
            else if (arrived.Node is { } node)
            {
                using IMemoryOwner<byte> plain = blob.Decode();
                StoredBlob? kept = _writer is null ? null : blob with { Payload = blob.Payload.ToArray() };
                await _graph.ArriveAsync(node, kept, node.Claim.Read(plain.Memory.Span, node.GetPath), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The chunks of a batch in runs that are worth a turn of a processor each.</summary>
    private static IEnumerable<List<StoredBlob>> Runs(List<ArrivedBlob> batch)
    {
        List<StoredBlob> run = [];
        long bytes = 0;
        foreach (StoredBlob blob in batch.Where(arrived => arrived.Chunk is not null).Select(arrived => arrived.Blob))
        {
            run.Add(blob);
            bytes += blob.PlainLengthBytes;
            if (bytes >= BytesPerRun)
            {
                yield return run;
                (run, bytes) = ([], 0);
            }
        }

        if (run.Count > 0)
        {
            yield return run;
        }
    }

    private async ValueTask TakeLengthsAsync(Frame frame, CancellationToken cancellationToken)
    {
        PendingChunk[] chunks = _window.TakeLengths();
        int[] lengths = LengthsFrame.Decode(frame.Payload.Span, chunks.Length);
        for (int i = 0; i < chunks.Length; i++)
        {
            if (lengths[i] > chunks[i].LengthBytes)
            {
                throw new TransferProtocolException("Lengths frame", $"a chunk of {chunks[i].LengthBytes} bytes is stored in {lengths[i]}");
            }

            _tally.CountNew(BlobKind.Chunk, chunks[i].LengthBytes, lengths[i], chunks[i].Round);
            await _graph.ArriveAsync(chunks[i], cancellationToken).ConfigureAwait(false);
        }
    }
}
