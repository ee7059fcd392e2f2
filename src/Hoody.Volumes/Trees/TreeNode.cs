using System.Buffers;
using Hoody.ChunkStore;
using Hoody.Hashing;

namespace Hoody.Volumes.Trees;

/// <summary>The entries of a directory, or of a part of a split one, as one blob, and back.</summary>
/// <remarks>
/// <code>
/// offset  size  field
///      0     3  "HTN"
///      3     1  version, 1
///      4        varint count of entries, at most 128, then the entries, sorted by the bytes of their names
/// </code>
/// Equal entries are equal bytes: one form only. Specification: FORMAT.md, "Tree node".
/// </remarks>
internal static class TreeNode
{
    public const byte Version = 1;

    public const string What = "tree node";

    private static ReadOnlySpan<byte> Magic => "HTN"u8;

    /// <param name="sortedEntries">Strictly ascending by the bytes of their names.</param>
    /// <param name="output">Receives the node; its length is not limited here, <see cref="TreeWriter"/> does that.</param>
    /// <exception cref="ArgumentException">An entry is not well formed, or they are not sorted, or too many.</exception>
    public static void Encode(IReadOnlyList<TreeEntry> sortedEntries, IBufferWriter<byte> output)
    {
        if (sortedEntries.Count > NodeSplit.MaxItems)
        {
            throw new ArgumentException(
                $"{sortedEntries.Count} entries are more than {NodeSplit.MaxItems}.", nameof(sortedEntries));
        }

        FieldWriter writer = new(output);
        writer.WriteMagic(Magic, Version);
        writer.WriteNumber(sortedEntries.Count);
        for (int i = 0; i < sortedEntries.Count; i++)
        {
            if (i > 0 && sortedEntries[i - 1].Name >= sortedEntries[i].Name)
            {
                throw new ArgumentException($"\"{sortedEntries[i].Name}\" is out of order, or there twice.", nameof(sortedEntries));
            }

            EntryCodec.Write(ref writer, sortedEntries[i], isRoot: false);
        }

        writer.Flush();
    }

    /// <summary>Reads a node; the entries keep nothing of <paramref name="node"/>.</summary>
    /// <exception cref="CorruptDataException">The bytes are anything but a node as <see cref="Encode"/> writes it.</exception>
    /// <exception cref="UnsupportedFormatException">The node is of a later version.</exception>
    public static IReadOnlyList<TreeEntry> Decode(ReadOnlySpan<byte> node)
    {
        FieldReader reader = new(node, What);
        reader.ReadMagic(Magic, Version);
        var entries = new TreeEntry[reader.ReadCount("count of entries", NodeSplit.MaxItems, EntryCodec.MinEntryBytes)];
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = EntryCodec.Read(ref reader, isRoot: false);
            if (i > 0 && entries[i - 1].Name >= entries[i].Name)
            {
                throw reader.Fail($"entry \"{entries[i].Name}\" is out of order, or there twice");
            }
        }

        reader.ExpectEnd();
        return entries;
    }

    /// <summary>Finds the entries of a node and makes none of them.</summary>
    /// <param name="node">The node's bytes, which the entries keep.</param>
    /// <remarks>What it returns is a row of entries in their order, of which each may still be refused when it is made.</remarks>
    /// <exception cref="CorruptDataException">The bytes are no such row.</exception>
    /// <exception cref="UnsupportedFormatException">The node is of a later version.</exception>
    public static EncodedEntries ReadEncoded(ReadOnlyMemory<byte> node)
    {
        FieldReader reader = new(node.Span, What);
        reader.ReadMagic(Magic, Version);
        var entries = new EncodedEntry[reader.ReadCount("count of entries", NodeSplit.MaxItems, EntryCodec.MinEntryBytes)];
        Blake3Hasher hasher = ContentOnly.BeginEntries();
        TreeTotals totals = default;
        for (int i = 0; i < entries.Length; i++)
        {
            int start = reader.Position;
            EntryOutline outline = EntryCodec.ReadOutline(ref reader);
            entries[i] = new EncodedEntry(node[start..reader.Position]);
            if (i > 0 && entries[i - 1].Name.SequenceCompareTo(entries[i].Name) >= 0)
            {
                throw reader.Fail($"entry {i} is out of order, or there twice");
            }

            totals = totals.TryAdd(outline, out TreeTotals sum) ? sum : throw reader.Fail("its lengths add up to more than 63 bits");
            ContentOnly.AppendEntry(hasher, outline.Type, entries[i].Name, outline.ContentOnlyId);
        }

        reader.ExpectEnd();
        return new EncodedEntries(entries, totals, ContentOnly.FinishEntries(hasher));
    }
}
