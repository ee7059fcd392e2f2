using Hoody.ChunkStore;

namespace Hoody.Volumes.Transfer;

/// <summary>What stands before the payload of a blob. Its kind and id are those of the want that it answers.</summary>
/// <remarks>
/// <code>
/// offset  size  field
///      0     4  number        of the want
///      4     1  codec         BlobCodec
///      5     3  plainLength   bytes of the blob, at most 8,388,608
///      8        the payload as the sender's store keeps it
/// </code>
/// Specification: PROTOCOL.md, "Blob".
/// </remarks>
internal readonly record struct BlobHeader(uint Number, BlobCodec Codec, int PlainLength)
{
    public const int Size = 8;

    public ReadOnlyMemory<byte> Encode()
    {
        PayloadWriter writer = new();
        writer.WriteUInt32(Number);
        writer.WriteByte((byte)Codec);
        writer.WriteUInt24(PlainLength);
        return writer.Written;
    }

    /// <exception cref="TransferProtocolException">The frame is shorter than a header.</exception>
    public static BlobHeader Decode(ReadOnlySpan<byte> payload)
    {
        PayloadReader reader = new(payload, FrameType.Blob);
        return new BlobHeader(reader.ReadUInt32(), (BlobCodec)reader.ReadByte(), reader.ReadUInt24());
    }
}
