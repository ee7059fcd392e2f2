using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Hoody.ChunkStore.Native;

/// <summary>What getdents64 fills a buffer with: <c>struct linux_dirent64</c>, one layout on every processor.</summary>
/// <remarks>
/// <code>
/// offset  size  field
///      0     8  inode
///      8     8  offset of the next
///     16     2  length of this record
///     18     1  type
///     19     n  name, ends with 0
/// </code>
/// </remarks>
internal ref struct DirectoryRecords(ReadOnlySpan<byte> records)
{
    internal const int BufferLength = 32 << 10;

    private const int LengthOffset = 16;
    private const int NameOffset = 19;

    private ReadOnlySpan<byte> _rest = records;

    /// <summary>The next name, in UTF-8 and with the zero that ends it; false at the end. The directory itself and the one above are passed over.</summary>
    [MethodImpl(AtFirstUse.Optimized)]
    internal bool TryRead(out ReadOnlySpan<byte> name)
    {
        name = default;
        while (!_rest.IsEmpty)
        {
            ReadOnlySpan<byte> record = _rest[..RecordLength(_rest)];
            _rest = _rest[record.Length..];
            name = record[NameOffset..];
            name = name[..(name.IndexOf((byte)0) + 1)];
            if (!name.SequenceEqual(".\0"u8) && !name.SequenceEqual("..\0"u8))
            {
                return true;
            }
        }

        return false;
    }

    private static int RecordLength(ReadOnlySpan<byte> record) => BitConverter.IsLittleEndian
        ? BinaryPrimitives.ReadUInt16LittleEndian(record[LengthOffset..])
        : BinaryPrimitives.ReadUInt16BigEndian(record[LengthOffset..]);
}
