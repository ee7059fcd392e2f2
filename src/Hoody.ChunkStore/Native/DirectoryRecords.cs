using System.Buffers.Binary;
using System.Text;

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
internal static class DirectoryRecords
{
    internal const int BufferLength = 32 << 10;

    private const int LengthOffset = 16;
    private const int NameOffset = 19;

    internal static IEnumerable<string> Names(byte[] buffer, int length)
    {
        for (int offset = 0; offset < length;)
        {
            int recordLength = RecordLength(buffer, offset);
            string name = Name(buffer.AsSpan(offset, recordLength));
            if (name is not ("." or ".."))
            {
                yield return name;
            }

            offset += recordLength;
        }
    }

    private static int RecordLength(byte[] buffer, int offset) =>
        BitConverter.IsLittleEndian
            ? BinaryPrimitives.ReadUInt16LittleEndian(buffer.AsSpan(offset + LengthOffset))
            : BinaryPrimitives.ReadUInt16BigEndian(buffer.AsSpan(offset + LengthOffset));

    private static string Name(ReadOnlySpan<byte> record)
    {
        ReadOnlySpan<byte> name = record[NameOffset..];
        return Encoding.UTF8.GetString(name[..name.IndexOf((byte)0)]);
    }
}
