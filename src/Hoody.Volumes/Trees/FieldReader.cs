using Hoody.ChunkStore;

namespace Hoody.Volumes.Trees;

/// <summary>Reads the fields of a node one after another and refuses whatever a correct writer would not have written.</summary>
/// <param name="data">The whole blob.</param>
/// <param name="what">What the blob is, for messages.</param>
internal ref struct FieldReader(ReadOnlySpan<byte> data, string what)
{
    private const int MaxVarintBytes = 10;

    private readonly string _what = what;
    private readonly int _length = data.Length;
    private ReadOnlySpan<byte> _rest = data;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>How many bytes have been read.</summary>
    public readonly int Position => _length - _rest.Length;

    public readonly CorruptDataException Fail(string problem) => new(_what, $"{problem} (at byte {_length - _rest.Length} of {_length})");

    /// <summary>Reads the three letters that say what the blob is, and the version after them.</summary>
    /// <exception cref="UnsupportedFormatException">The letters are right and the version is newer.</exception>
    public void ReadMagic(ReadOnlySpan<byte> magic, byte version)
    {
        if (!ReadBytes(magic.Length).SequenceEqual(magic))
        {
            throw Fail("the magic is missing");
        }

        byte found = ReadByte();
        if (found != version)
        {
            throw found > version
                ? new UnsupportedFormatException(_what, $"format version {found}", $"version {version}")
                : Fail($"the version is {found}");
        }
    }

    public byte ReadByte() => ReadBytes(1)[0];

    public ReadOnlySpan<byte> ReadBytes(int count)
    {
        if (count > _rest.Length)
        {
            throw Fail($"{count} bytes are wanted and {_rest.Length} are left");
        }

        ReadOnlySpan<byte> bytes = _rest[..count];
        _rest = _rest[count..];
        return bytes;
    }

    public BlobId ReadId() => new(ReadBytes(BlobId.LengthBytes));

    /// <summary>Reads an unsigned LEB128 number; only the shortest form of it is accepted.</summary>
    public ulong ReadVarint()
    {
        ulong value = 0;
        for (int i = 0; i < MaxVarintBytes; i++)
        {
            byte next = ReadByte();
            if (next > 1 && i == MaxVarintBytes - 1)
            {
                throw Fail("a number has more than 64 bits");
            }

            value |= (ulong)(next & 0x7F) << (7 * i);
            if ((next & 0x80) == 0)
            {
                return next == 0 && i > 0 ? throw Fail("a number is longer than it need be") : value;
            }
        }

        throw Fail("a number has more than ten bytes");
    }

    /// <summary>Reads a number from 0 to <paramref name="max"/>.</summary>
    public long ReadNumber(string name, long max = long.MaxValue)
    {
        ulong value = ReadVarint();
        return value <= (ulong)max ? (long)value : throw Fail($"the {name} {value} is more than {max}");
    }

    /// <summary>Reads how many items follow; the answer may size an allocation.</summary>
    /// <param name="name">What is counted.</param>
    /// <param name="max">The limit of the format.</param>
    /// <param name="minItemBytes">The shortest item: a count that cannot fit in the rest of the blob is refused.</param>
    public int ReadCount(string name, int max, int minItemBytes)
    {
        long count = ReadNumber(name, max);
        return count * minItemBytes <= _rest.Length
            ? (int)count
            : throw Fail($"the {name} {count} cannot fit in the {_rest.Length} bytes left");
    }

    /// <summary>Reads how far above the lowest nodes a node stands.</summary>
    public int ReadLevel()
    {
        int level = ReadByte();
        return level is >= 1 and <= NodeSplit.MaxLevel ? level : throw Fail($"the level {level} is none of 1 to {NodeSplit.MaxLevel}");
    }

    /// <summary>Reads a signed number: zero, minus one, one, minus two … are 0, 1, 2, 3 …</summary>
    public long ReadSigned()
    {
        ulong value = ReadVarint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public UnixTime ReadTime()
    {
        long seconds = ReadSigned();
        return new UnixTime(seconds, (int)ReadNumber("nanoseconds", 999_999_999));
    }

    public readonly void ExpectEnd()
    {
        if (!IsAtEnd)
        {
            throw Fail($"{_rest.Length} bytes are left over");
        }
    }
}
