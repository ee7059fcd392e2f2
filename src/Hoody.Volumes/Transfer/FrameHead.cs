using System.Buffers.Binary;

namespace Hoody.Volumes.Transfer;

/// <summary>What stands before the payload of a frame.</summary>
/// <remarks>
/// Little-endian.
/// <code>
/// offset  size  field
///      0     1  type     FrameType
///      1     3  length   bytes of the payload
///      4     n  payload
///  4 + n     4  check    CRC-32 of all that this side has sent, checks left out, up to here
/// </code>
/// Specification: PROTOCOL.md, "Frames".
/// </remarks>
internal readonly record struct FrameHead(FrameType Type, int PayloadLength)
{
    public const int Size = 4;

    public const int CheckSize = 4;

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteInt32LittleEndian(destination, PayloadLength << 8 | (int)Type);
    }

    /// <exception cref="TransferProtocolException">The type is not known, or the length beyond what the type may have.</exception>
    public static FrameHead Read(ReadOnlySpan<byte> source)
    {
        uint bits = BinaryPrimitives.ReadUInt32LittleEndian(source);
        FrameHead head = new((FrameType)(byte)bits, (int)(bits >> 8));
        if (!TransferLimits.IsKnown(head.Type))
        {
            throw new TransferProtocolException($"frame of type {(byte)head.Type}", "no such type is known");
        }

        return head.PayloadLength <= TransferLimits.MaxPayloadBytes(head.Type)
            ? head
            : throw new TransferProtocolException(
                $"{head.Type} frame", $"{head.PayloadLength} bytes are more than {TransferLimits.MaxPayloadBytes(head.Type)}");
    }
}
