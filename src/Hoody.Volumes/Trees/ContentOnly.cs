using System.Buffers.Binary;
using Hoody.ChunkStore;
using Hoody.Hashing;

namespace Hoody.Volumes.Trees;

/// <summary>The second hash: equal for equal data, blind to owners, modes, times, attributes and holes.</summary>
/// <remarks>Specification: FORMAT.md, "Content-only id".</remarks>
internal static class ContentOnly
{
    private const string Context = "Hoody.Volumes 2026-11-24 content-only v1";

    // Stands where a type stands, and is none: so no node's entries hash like another's children.
    private const byte SplitDirectory = 0;

    private static readonly BlobId _emptyFile = BlobId.Compute(BlobKind.Chunk, []);

    // A hasher has 2 KiB of state, and begins with the hash of its context: one a thread. Two, since the entries of a node are hashed while the node is.
    [ThreadStatic]
    private static Blake3Hasher? t_nodes;

    [ThreadStatic]
    private static Blake3Hasher? t_leaves;

    public static BlobId OfLeaf(TreeEntry entry) => entry.Type switch
    {
        EntryType.File => OfFile(entry.Content),
        EntryType.SymbolicLink => OfLeaf(entry.Type, entry.LinkTarget.Span),
        EntryType.CharacterDevice or EntryType.BlockDevice => OfDevice(entry.Type, entry.DeviceMajor, entry.DeviceMinor),
        _ => OfLeaf(entry.Type, []),
    };

    public static BlobId OfFile(FileContent content) => content.Kind == FileContentKind.Empty ? _emptyFile : content.Id;

    public static BlobId OfDevice(EntryType type, uint major, uint minor)
    {
        Span<byte> numbers = stackalloc byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(numbers, major);
        BinaryPrimitives.WriteUInt32LittleEndian(numbers[4..], minor);
        return OfLeaf(type, numbers);
    }

    /// <summary>The id of what is neither a file nor a directory.</summary>
    /// <param name="type">What it is.</param>
    /// <param name="payload">A link's target, a device's numbers; nothing for the rest.</param>
    public static BlobId OfLeaf(EntryType type, ReadOnlySpan<byte> payload)
    {
        Blake3Hasher hasher = Begin(ref t_leaves);
        hasher.Append([(byte)type]);
        hasher.Append(payload);
        return ToId(hasher.Finish());
    }

    /// <summary>The id of a directory that is one node, or of one node of a split directory.</summary>
    /// <param name="sortedEntries">The entries of the node, in the order of their names.</param>
    public static BlobId OfEntries(IReadOnlyList<TreeEntry> sortedEntries)
    {
        Blake3Hasher hasher = BeginEntries();
        for (int i = 0; i < sortedEntries.Count; i++)
        {
            TreeEntry entry = sortedEntries[i];
            AppendEntry(hasher, entry.Type, entry.Name.Bytes, entry.ContentOnlyId);
        }

        return FinishEntries(hasher);
    }

    /// <summary>As <see cref="OfEntries"/>, of entries that come one after another. The hasher is the thread's, until <see cref="FinishEntries"/>.</summary>
    public static Blake3Hasher BeginEntries()
    {
        Blake3Hasher hasher = Begin(ref t_nodes);
        hasher.Append([(byte)EntryType.Directory]);
        return hasher;
    }

    public static void AppendEntry(Blake3Hasher hasher, EntryType type, ReadOnlySpan<byte> name, BlobId contentOnlyId)
    {
        Span<byte> record = stackalloc byte[2 + EntryName.MaxLengthBytes + BlobId.LengthBytes];
        record[0] = (byte)type;
        record[1] = (byte)name.Length;
        name.CopyTo(record[2..]);
        contentOnlyId.CopyTo(record[(2 + name.Length)..]);
        hasher.Append(record[..(2 + name.Length + BlobId.LengthBytes)]);
    }

    public static BlobId FinishEntries(Blake3Hasher hasher) => ToId(hasher.Finish());

    /// <summary>The id of a split directory, or of an inner node of it; the nodes are cut by names alone, so equal data have equal nodes.</summary>
    public static BlobId OfNodes(int level, IReadOnlyList<DirectoryChild> children)
    {
        Blake3Hasher hasher = Begin(ref t_nodes);
        Span<byte> id = stackalloc byte[BlobId.LengthBytes];
        hasher.Append([SplitDirectory, (byte)level]);
        for (int i = 0; i < children.Count; i++)
        {
            children[i].ContentOnlyId.CopyTo(id);
            hasher.Append(id);
        }

        return ToId(hasher.Finish());
    }

    private static Blake3Hasher Begin(ref Blake3Hasher? hasher)
    {
        hasher ??= Blake3Hasher.CreateDeriveKey(Context);
        hasher.Reset();
        return hasher;
    }

    private static BlobId ToId(Blake3Digest digest)
    {
        Span<byte> bytes = stackalloc byte[BlobId.LengthBytes];
        digest.CopyTo(bytes);
        return new BlobId(bytes);
    }
}
