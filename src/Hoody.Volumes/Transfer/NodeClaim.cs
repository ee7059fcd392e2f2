using Hoody.ChunkStore;
using Hoody.Volumes.Snapshots;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Transfer;

/// <summary>A blob that names others, with all that was said of it before it was read: another one may tell lies about the same blob.</summary>
internal abstract record NodeClaim(BlobKind Kind, BlobId Id)
{
    /// <summary>What the node names, once it agrees with the claim.</summary>
    /// <param name="plain">The node's bytes, which have its id.</param>
    /// <param name="path">Tells where it was met, for a message.</param>
    /// <exception cref="CorruptDataException">The bytes are no such node, or not the one that was claimed.</exception>
    public NodeReferences Read(ReadOnlySpan<byte> plain, Func<TreePath> path)
    {
        try
        {
            return Read(plain);
        }
        catch (CorruptDataException exception)
        {
            throw new CorruptDataException(Describe(path()), exception.Detail, exception);
        }
    }

    protected abstract NodeReferences Read(ReadOnlySpan<byte> plain);

    protected abstract string Describe(TreePath path);
}

/// <summary>A snapshot record.</summary>
internal sealed record SnapshotClaim(BlobId Snapshot) : NodeClaim(BlobKind.Snapshot, Snapshot)
{
    protected override NodeReferences Read(ReadOnlySpan<byte> plain) =>
        ReferencesOf(SnapshotCodec.Decode(plain).Root);

    protected override string Describe(TreePath path) => $"snapshot {Id}";

    private static NodeReferences ReferencesOf(TreeEntry root) =>
        new([new NamedClaim(new TreeClaim(DirectoryClaim.OfTop(root)), EntryName.Root, IsDirectory: true)], []) { Files = root.Totals.Files };
}

/// <summary>A node of a directory.</summary>
internal sealed record TreeClaim(DirectoryClaim Directory) : NodeClaim(BlobKind.Tree, Directory.Id)
{
    protected override NodeReferences Read(ReadOnlySpan<byte> plain)
    {
        DirectoryNode node = DirectoryNode.Decode(plain, Directory);
        List<NamedClaim> nodes = [];
        List<ChunkSpan> chunks = [];
        List<EntryName> chunkNames = [];
        for (int i = 0; i < node.Children.Count; i++)
        {
            nodes.Add(new NamedClaim(new TreeClaim(node.ClaimOf(i)), EntryName.Root, IsDirectory: false));
        }

        foreach (TreeEntry entry in node.Entries)
        {
            Add(entry, nodes, chunks, chunkNames);
        }

        return new NodeReferences(nodes, chunks) { ChunkNames = chunkNames };
    }

    protected override string Describe(TreePath path) => $"directory \"{path.ToShortString()}\" (tree {Id})";

    private static void Add(TreeEntry entry, List<NamedClaim> nodes, List<ChunkSpan> chunks, List<EntryName> chunkNames)
    {
        if (entry.Type == EntryType.Directory)
        {
            nodes.Add(new NamedClaim(new TreeClaim(DirectoryClaim.OfTop(entry)), entry.Name, IsDirectory: true));
        }
        else if (entry is { Type: EntryType.File, Content.Kind: FileContentKind.ChunkList })
        {
            nodes.Add(new NamedClaim(new ListClaim(new ChunkListClaim(entry.Content.Id, entry.Length, null)), entry.Name, IsDirectory: false));
        }
        else if (entry is { Type: EntryType.File, Content.Kind: FileContentKind.SingleChunk })
        {
            chunks.Add(entry.Length <= BlobStore.MaxBlobLengthBytes
                ? new ChunkSpan(entry.Content.Id, (int)entry.Length)
                : throw new CorruptDataException("tree node", $"\"{entry.Name}\" has {entry.Length} bytes, more than one chunk can have"));
            chunkNames.Add(entry.Name);
        }
    }
}

/// <summary>A node of a file's chunk list.</summary>
internal sealed record ListClaim(ChunkListClaim List) : NodeClaim(BlobKind.ChunkList, List.Id)
{
    protected override NodeReferences Read(ReadOnlySpan<byte> plain)
    {
        ChunkListNode node = ChunkListNode.Decode(plain, List);
        List<NamedClaim> nodes = [];
        for (int i = 0; i < node.Children.Count; i++)
        {
            nodes.Add(new NamedClaim(new ListClaim(node.ClaimOf(i)), EntryName.Root, IsDirectory: false));
        }

        return new NodeReferences(nodes, node.Chunks);
    }

    protected override string Describe(TreePath path) => $"file \"{path.ToShortString()}\" (chunk list {Id})";
}

/// <summary>A node that another one names.</summary>
/// <param name="Claim">What is said of it.</param>
/// <param name="Name">What its path has more than that of the other; empty for nothing.</param>
/// <param name="IsDirectory">Whether it stands for a whole directory, one level further down.</param>
internal readonly record struct NamedClaim(NodeClaim Claim, EntryName Name, bool IsDirectory);

/// <summary>What a node names.</summary>
internal sealed record NodeReferences(IReadOnlyList<NamedClaim> Nodes, IReadOnlyList<ChunkSpan> Chunks)
{
    /// <summary>Nothing, or nothing that has to be looked at.</summary>
    public static NodeReferences None { get; } = new([], []);

    /// <summary>The names of the files that consist of one of the chunks each, in their order; none for a chunk list's.</summary>
    public IReadOnlyList<EntryName> ChunkNames { get; init; } = [];

    /// <summary>How many files there are below a snapshot; 0 for another node.</summary>
    public long Files { get; init; }
}
