using Hoody.ChunkStore;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.StatCaching;

/// <summary>The form of an entry in the cache. Specification: FORMAT.md, "Stat cache".</summary>
internal static class CachedEntryCodec
{
    private const byte TrustedPart = 1;
    private const byte HardLinkPart = 2;

    public static void Write(ref FieldWriter writer, EntryName name, in CachedEntry entry)
    {
        writer.WriteByte((byte)entry.Stamp.Type);
        writer.WriteByte((byte)((entry.IsTrusted ? TrustedPart : 0) | (entry.HardLinkGroup != 0 ? HardLinkPart : 0)));
        writer.WriteByte((byte)name.Bytes.Length);
        writer.WriteBytes(name.Bytes);
        writer.WriteVarint(entry.Stamp.Inode);
        writer.WriteNumber(entry.Stamp.Length);
        writer.WriteTime(entry.Stamp.ModifiedTime);
        writer.WriteTime(entry.Stamp.ChangedTime);
        if (entry.HardLinkGroup != 0)
        {
            writer.WriteVarint(entry.HardLinkGroup);
        }

        if (entry.Stamp.Type == EntryType.File)
        {
            EntryCodec.WriteContent(ref writer, entry.Content);
            if (entry.Content.Kind == FileContentKind.ChunkList)
            {
                writer.WriteNumber(entry.ChunkIds.Length / BlobId.LengthBytes);
                writer.WriteBytes(entry.ChunkIds.Span);
            }
        }
        else if (entry.Stamp.Type == EntryType.Directory)
        {
            writer.WriteNumber(entry.DirectoryOffset);
        }
    }

    public static CachedEntry Read(ref FieldReader reader, out ReadOnlySpan<byte> name)
    {
        var type = (EntryType)reader.ReadByte();
        byte parts = reader.ReadByte();
        name = reader.ReadBytes(reader.ReadByte());
        FileStamp stamp = new(type, reader.ReadVarint(), reader.ReadNumber("length"), reader.ReadTime(), reader.ReadTime());
        ulong group = (parts & HardLinkPart) != 0 ? reader.ReadVarint() : 0;
        FileContent content = type == EntryType.File ? EntryCodec.ReadContent(ref reader) : FileContent.Empty;
        return new CachedEntry
        {
            Stamp = stamp,
            IsTrusted = (parts & TrustedPart) != 0,
            HardLinkGroup = group,
            Content = content,
            ChunkIds = content.Kind == FileContentKind.ChunkList ? ReadChunkIds(ref reader) : default,
            DirectoryOffset = type == EntryType.Directory ? reader.ReadNumber("offset of a directory") : 0,
        };
    }

    private static ReadOnlyMemory<byte> ReadChunkIds(ref FieldReader reader)
    {
        int count = reader.ReadCount("count of chunks", NodeSplit.MaxItems, BlobId.LengthBytes);
        return count == 0 ? default : reader.ReadBytes(count * BlobId.LengthBytes).ToArray();
    }
}
