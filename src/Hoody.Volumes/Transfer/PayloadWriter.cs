using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Hoody.ChunkStore;

namespace Hoody.Volumes.Transfer;

/// <summary>Writes the fields of a small payload, little-endian.</summary>
internal readonly struct PayloadWriter()
{
    private readonly ArrayBufferWriter<byte> _output = new();

    public ReadOnlyMemory<byte> Written => _output.WrittenMemory;

    public void WriteByte(byte value) => Advance(1)[0] = value;

    public void WriteUInt16(int value) => BinaryPrimitives.WriteUInt16LittleEndian(Advance(2), checked((ushort)value));

    public void WriteUInt24(int value)
    {
        Span<byte> bytes = Advance(3);
        (bytes[0], bytes[1], bytes[2]) = ((byte)value, (byte)(value >> 8), checked((byte)(value >> 16)));
    }

    public void WriteUInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Advance(4), value);

    public void WriteInt64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Advance(8), value);

    public void WriteId(BlobId id) => id.CopyTo(Advance(BlobId.LengthBytes));

    public void WriteText(string ascii)
    {
        WriteUInt16(ascii.Length);
        Encoding.ASCII.GetBytes(ascii, Advance(ascii.Length));
    }

    public void WriteBytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Advance(bytes.Length));

    private Span<byte> Advance(int length)
    {
        Span<byte> span = _output.GetSpan(Math.Max(length, 1))[..length];
        _output.Advance(length);
        return span;
    }
}
