using System.Buffers.Binary;
using System.Text;
using Hoody.ChunkStore;

namespace Hoody.Volumes.Transfer;

/// <summary>Reads the fields of a payload, little-endian; what goes beyond its end, or is left at it, breaks the protocol.</summary>
internal ref struct PayloadReader(ReadOnlySpan<byte> payload, FrameType type)
{
    private ReadOnlySpan<byte> _rest = payload;

    public readonly int RestLength => _rest.Length;

    public byte ReadByte() => Take(1)[0];

    public int ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public int ReadUInt24()
    {
        ReadOnlySpan<byte> bytes = Take(3);
        return bytes[0] | bytes[1] << 8 | bytes[2] << 16;
    }

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public BlobId ReadId() => new(Take(BlobId.LengthBytes));

    /// <summary>A length in 16 bits, and so many ASCII bytes.</summary>
    public string ReadText(int maxLength)
    {
        int length = ReadUInt16();
        if (length > maxLength)
        {
            throw Fail($"a text of {length} bytes is longer than {maxLength}");
        }

        ReadOnlySpan<byte> text = Take(length);
        return text.IndexOfAnyExceptInRange((byte)' ', (byte)'~') < 0 ? Encoding.ASCII.GetString(text) : throw Fail("a text is not printable ASCII");
    }

    public ReadOnlySpan<byte> Take(int length)
    {
        if (length > _rest.Length)
        {
            throw Fail($"it ends {length - _rest.Length} bytes too early");
        }

        ReadOnlySpan<byte> taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }

    public readonly void ExpectEnd()
    {
        if (_rest.Length > 0)
        {
            throw Fail($"{_rest.Length} bytes follow its last field");
        }
    }

    public readonly TransferProtocolException Fail(string detail) => new($"{type} frame", detail);
}
