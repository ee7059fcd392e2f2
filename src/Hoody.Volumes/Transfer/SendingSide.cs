using Hoody.ChunkStore;
using Hoody.ChunkStore.Collection;

namespace Hoody.Volumes.Transfer;

/// <summary>Answers the wants of a receiver until it sends its receipt.</summary>
/// <remarks>Knows nothing of trees: it gives what it is asked for. Reads wants while it writes, so that neither side can wait for the other for ever.</remarks>
internal sealed class SendingSide(BlobStore store, TransferSession session)
{
    // What is read in pack order at once: enough for long reads, few enough that nodes do not wait long behind chunks.
    private const int MaxBatch = 1_024;

    // What the store reads ahead at most.
    private const long MostReadBytes = 8 << 20;

    private readonly WantQueue _wants = new();
    private int _open;

    /// <summary>Serves after the roots were offered.</summary>
    public Task<TransferReceipt> RunAsync(int rootCount, CancellationToken cancellationToken) =>
        Companion.RunAsync(token => ReadWantsAsync(rootCount, token), AnswerAsync, cancellationToken);

    private async Task<TransferReceipt> ReadWantsAsync(int rootCount, CancellationToken cancellationToken)
    {
        uint number = 0;
        while (true)
        {
            using Frame frame = await session.ExpectAsync(FrameType.Want, FrameType.Receipt, cancellationToken).ConfigureAwait(false);
            if (frame.Type == FrameType.Receipt)
            {
                return Volatile.Read(ref _open) == 0
                    ? ReceiptFrame.Decode(frame.Payload.Span, rootCount)
                    : throw new TransferProtocolException("Receipt frame", "it came before the last want was answered");
            }

            WantFrame want = WantFrame.Decode(frame.Payload.Span);
            if (Interlocked.Add(ref _open, want.Ids.Count) > TransferLimits.MaxOpenWants)
            {
                throw new TransferProtocolException("Want frame", $"more than {TransferLimits.MaxOpenWants} blobs are wanted at once");
            }

            _wants.Add(new NumberedWant(number, want));
            number = unchecked(number + (uint)want.Ids.Count);
        }
    }

    private async Task AnswerAsync(CancellationToken cancellationToken)
    {
        List<BlobReference> blobs = [];
        List<uint> numbers = [];
        while (true)
        {
            NumberedWant? next = await _wants.TakeAsync(cancellationToken).ConfigureAwait(false);
            for (; next is { } want; next = blobs.Count < MaxBatch ? _wants.TryTake(like: want.Want) : null)
            {
                if (want.Want.IsForLengths)
                {
                    await SendLengthsAsync(want.Want, cancellationToken).ConfigureAwait(false);
                    continue;
                }

                for (int i = 0; i < want.Want.Ids.Count; i++)
                {
                    blobs.Add(new BlobReference(want.Want.Kind, want.Want.Ids[i]));
                    numbers.Add(unchecked(want.FirstNumber + (uint)i));
                }
            }

            await SendBlobsAsync(blobs, numbers, cancellationToken).ConfigureAwait(false);
            await session.Writer.FlushAsync(cancellationToken).ConfigureAwait(false);
            blobs.Clear();
            numbers.Clear();
        }
    }

    private async Task SendBlobsAsync(List<BlobReference> blobs, List<uint> numbers, CancellationToken cancellationToken)
    {
        await session.Share.Reads.TakeAsync(MeasureReads(blobs), cancellationToken).ConfigureAwait(false);
        await foreach (FetchedStoredBlob fetched in store.GetStoredManyAsync(blobs, cancellationToken).ConfigureAwait(false))
        {
            using (fetched)
            {
                StoredBlob blob = fetched.Blob;
                Interlocked.Decrement(ref _open); // before it leaves: whoever has the answer may want the next
                await session.Writer.WriteAsync(
                    FrameType.Blob, new BlobHeader(numbers[fetched.Index], blob.Codec, blob.PlainLengthBytes).Encode(), blob.Payload, cancellationToken)
                    .ConfigureAwait(false);
            }
        }

        session.Share.Reads.GiveBackAll();
    }

    // Not looked up further than it matters.
    private long MeasureReads(List<BlobReference> blobs)
    {
        long bytes = 0;
        for (int i = 0; i < blobs.Count && bytes < MostReadBytes; i++)
        {
            bytes += store.FindStoredLength(blobs[i].Id) ?? 0;
        }

        return Math.Min(bytes, Math.Min(MostReadBytes, session.Share.Reads.Capacity));
    }

    private async Task SendLengthsAsync(WantFrame want, CancellationToken cancellationToken)
    {
        List<int> lengths = new(want.Ids.Count);
        foreach (BlobId id in want.Ids)
        {
            lengths.Add(store.FindStoredLength(id) ?? await FindPlainLengthAsync(id, want.Kind, cancellationToken).ConfigureAwait(false));
        }

        Interlocked.Add(ref _open, -want.Ids.Count);
        await session.SendAsync(FrameType.Lengths, LengthsFrame.Encode(lengths), cancellationToken).ConfigureAwait(false);
    }

    // The index does not know it yet, or any more: a read looks for it everywhere, and says so when it is nowhere.
    private async ValueTask<int> FindPlainLengthAsync(BlobId id, BlobKind kind, CancellationToken cancellationToken)
    {
        using System.Buffers.IMemoryOwner<byte> plain = await store.GetAsync(id, kind, cancellationToken).ConfigureAwait(false);
        return plain.Memory.Length;
    }
}
