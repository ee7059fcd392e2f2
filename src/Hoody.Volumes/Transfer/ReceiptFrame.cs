using Hoody.ChunkStore.Closures;

namespace Hoody.Volumes.Transfer;

/// <summary>What a receiver has done, once all of it is durable.</summary>
/// <remarks>
/// <code>
/// offset  size  field
///      0     8  blobs    that it took
///      8     8  bytes    their plain lengths
///     16     2  count    of the roots
///     18     8  the generation of the root's ref, count times; 0 for a root without one
/// </code>
/// Specification: PROTOCOL.md, "Receipt".
/// </remarks>
internal static class ReceiptFrame
{
    public const int HeaderBytes = 18;

    /// <summary>Says that all is done, and notes it in the store. Whoever does not get the receipt asks again, and finds it done: so nothing that goes wrong here undoes it.</summary>
    public static async ValueTask SendAsync(TransferSession session, TransferReceipt receipt, ClosureSet? noted, CancellationToken cancellationToken)
    {
        try
        {
            await (noted?.SaveAsync(cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
            await session.SendAsync(FrameType.Receipt, Encode(receipt), cancellationToken).ConfigureAwait(false);
            await session.Writer.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is TransferException or OperationCanceledException)
        {
            return;
        }
    }

    public static ReadOnlyMemory<byte> Encode(TransferReceipt receipt)
    {
        PayloadWriter writer = new();
        writer.WriteInt64(receipt.BlobsReceived);
        writer.WriteInt64(receipt.BytesReceived);
        writer.WriteUInt16(receipt.RefGenerations.Count);
        foreach (long generation in receipt.RefGenerations)
        {
            writer.WriteInt64(generation);
        }

        return writer.Written;
    }

    /// <exception cref="TransferProtocolException">Not a receipt for so many roots.</exception>
    public static TransferReceipt Decode(ReadOnlySpan<byte> payload, int rootCount)
    {
        PayloadReader reader = new(payload, FrameType.Receipt);
        (long blobs, long bytes, int count) = (reader.ReadInt64(), reader.ReadInt64(), reader.ReadUInt16());
        if (blobs < 0 || bytes < 0 || count != rootCount)
        {
            throw reader.Fail($"{blobs} blobs of {bytes} bytes, and {count} refs for {rootCount} roots");
        }

        var generations = new long[count];
        for (int i = 0; i < count; i++)
        {
            generations[i] = reader.ReadInt64();
        }

        reader.ExpectEnd();
        return new TransferReceipt(blobs, bytes, generations);
    }
}
