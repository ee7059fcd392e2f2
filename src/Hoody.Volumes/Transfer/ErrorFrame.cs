using System.Text;
using Hoody.ChunkStore;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Transfer;

/// <summary>Why a side ends the session.</summary>
/// <remarks>
/// <code>
/// offset  size  field
///      0     2  error    TransferError
///      2        text for people, UTF-8, at most 1,000 bytes
/// </code>
/// Specification: PROTOCOL.md, "Error".
/// </remarks>
internal static class ErrorFrame
{
    public const int HeaderBytes = 2;

    public static ReadOnlyMemory<byte> Encode(Exception failure)
    {
        (TransferError error, string text) = Describe(failure);
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        PayloadWriter writer = new();
        writer.WriteUInt16((int)error);
        writer.WriteBytes(utf8.AsSpan(0, Math.Min(utf8.Length, TransferLimits.MaxErrorTextBytes)));
        return writer.Written;
    }

    public static TransferException Decode(ReadOnlySpan<byte> payload)
    {
        PayloadReader reader = new(payload, FrameType.Error);
        var error = (TransferError)reader.ReadUInt16();

        // What a stranger says goes to logs and screens: as text, without control characters.
        string text = EscapedText.Of(reader.Take(reader.RestLength));
        return new TransferException(Enum.IsDefined(error) ? error : TransferError.Other, $"The other side ended the transfer: {text}") { IsFromPeer = true };
    }

    // What the peer may know: what is wrong with what it asked for or sent. Not what is wrong with this side's disks.
    private static (TransferError Error, string Text) Describe(Exception failure) => failure switch
    {
        TransferException transfer => (transfer.Error, transfer.Message),
        BlobNotFoundException missing => (TransferError.NotFound, missing.Message),
        CorruptDataException or UnsupportedFormatException => (TransferError.Damaged, failure.Message),
        FileTreeException => (TransferError.LimitExceeded, failure.Message),
        RefConflictException => (TransferError.RefConflict, failure.Message),
        OperationCanceledException => (TransferError.Cancelled, "It was cancelled."),
        ChunkStoreException => (TransferError.Storage, "Its store could not be read or written."),
        _ => (TransferError.Other, "It failed."),
    };
}
