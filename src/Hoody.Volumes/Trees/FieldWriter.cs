using System.Buffers;
using Hoody.ChunkStore;

namespace Hoody.Volumes.Trees;

/// <summary>Writes what <see cref="FieldReader"/> reads.</summary>
internal readonly ref struct FieldWriter(IBufferWriter<byte> output)
{
    private const int MaxVarintBytes = 10;

    private readonly IBufferWriter<byte> _output = output;

    public void WriteMagic(ReadOnlySpan<byte> magic, byte version)
    {
        WriteBytes(magic);
        WriteByte(version);
    }

    public void WriteByte(byte value)
    {
        _output.GetSpan(1)[0] = value;
        _output.Advance(1);
    }

    public void WriteBytes(ReadOnlySpan<byte> bytes) => _output.Write(bytes);

    public void WriteId(BlobId id)
    {
        id.CopyTo(_output.GetSpan(BlobId.LengthBytes));
        _output.Advance(BlobId.LengthBytes);
    }

    public void WriteVarint(ulong value)
    {
        Span<byte> span = _output.GetSpan(MaxVarintBytes);
        int length = 0;
        while (value >= 0x80)
        {
            span[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        span[length++] = (byte)value;
        _output.Advance(length);
    }

    /// <param name="value">Zero or more.</param>
    public void WriteNumber(long value) => WriteVarint((ulong)value);

    public void WriteSigned(long value) => WriteVarint((ulong)((value << 1) ^ (value >> 63)));

    public void WriteTime(UnixTime time)
    {
        WriteSigned(time.Seconds);
        WriteNumber(time.Nanoseconds);
    }
}
