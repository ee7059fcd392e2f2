using System.Buffers;
using Hoody.ChunkStore;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Overlays;

/// <summary>One change as bytes.</summary>
/// <remarks>
/// <code>
/// kind    u8       1 to 7
/// time    signed varint seconds, varint nanoseconds
/// path    varint length, names joined by '/'
/// then by kind
///   create, set metadata   entry, named like the path (the root has the empty name)
///   rename                 path
///   link                   path, varint group
///   write                  varint offset, then the bytes up to the end
///   set length             varint length
/// </code>
/// Specification: FORMAT.md, "Journal of a volume".
/// </remarks>
internal static class ChangeCodec
{
    private const string What = "journal record";
    private const int MaxPathBytes = (TreeLimits.MaxDepth + 1) * (EntryName.MaxLengthBytes + 1);

    /// <summary>Says why a change would not be read back from the journal; null when it is.</summary>
    public static string? FindFault(VolumeChange change) =>
        change.Path.Bytes.Length > MaxPathBytes || change.To.Bytes.Length > MaxPathBytes ? $"has, or would get, a path of more than {MaxPathBytes} bytes"
        : change.Entry?.ExtendedAttributes.Sum(attribute => (long)attribute.Value.Length) > BlobStore.MaxBlobLengthBytes
            ? $"would have extended attributes of more than {BlobStore.MaxBlobLengthBytes} bytes together, which no tree can hold"
        : null;

    public static void Encode(VolumeChange change, IBufferWriter<byte> output)
    {
        FieldWriter writer = new(output);
        writer.WriteByte((byte)change.Kind);
        writer.WriteTime(change.Time);
        WritePath(ref writer, change.Path);
        switch (change.Kind)
        {
            case ChangeKind.Create or ChangeKind.SetMetadata:
                EntryCodec.Write(ref writer, change.Entry!, isRoot: change.Path.IsRoot); // These two kinds have one.
                break;
            case ChangeKind.Rename or ChangeKind.Link:
                WritePath(ref writer, change.To);
                if (change.Kind == ChangeKind.Link)
                {
                    writer.WriteVarint(change.Group);
                }

                break;
            case ChangeKind.Write or ChangeKind.SetLength:
                writer.WriteNumber(change.Offset);
                writer.WriteBytes(change.Data.Span);
                break;
            default:
                break;
        }

        writer.Flush();
    }

    /// <exception cref="ChunkStore.CorruptDataException">The bytes are no change.</exception>
    public static VolumeChange Decode(ReadOnlyMemory<byte> record)
    {
        FieldReader reader = new(record.Span, What);
        var kind = (ChangeKind)reader.ReadByte();
        UnixTime time = reader.ReadTime();
        VolumeChange change = new(kind, ReadPath(ref reader), time);
        switch (kind)
        {
            case ChangeKind.Create or ChangeKind.SetMetadata:
                change = change with { Entry = EntryCodec.Read(ref reader, isRoot: change.Path.IsRoot) };
                break;
            case ChangeKind.Rename:
                change = change with { To = ReadPath(ref reader) };
                break;
            case ChangeKind.Link:
                change = change with { To = ReadPath(ref reader), Group = reader.ReadVarint() };
                break;
            case ChangeKind.Write:
                change = change with { Offset = reader.ReadNumber("offset") };
                return change with { Data = record[reader.Position..] };
            case ChangeKind.SetLength:
                change = change with { Offset = reader.ReadNumber("length") };
                break;
            case ChangeKind.Delete:
                break;
            default:
                throw reader.Fail($"the kind {(byte)kind} is unknown");
        }

        reader.ExpectEnd();
        return change;
    }

    private static void WritePath(ref FieldWriter writer, TreePath path)
    {
        writer.WriteNumber(path.Bytes.Length);
        writer.WriteBytes(path.Bytes);
    }

    private static TreePath ReadPath(ref FieldReader reader)
    {
        ReadOnlySpan<byte> rest = reader.ReadBytes(reader.ReadCount("path length", MaxPathBytes, 1));
        TreePath path = TreePath.Root;
        while (!rest.IsEmpty)
        {
            int length = rest.IndexOf((byte)'/');
            path = EntryName.TryCreate(length < 0 ? rest : rest[..length], out EntryName name)
                ? path.Combine(name)
                : throw reader.Fail("a path holds something that is no name");
            rest = length < 0 ? [] : rest[(length + 1)..];
        }

        return path;
    }
}
