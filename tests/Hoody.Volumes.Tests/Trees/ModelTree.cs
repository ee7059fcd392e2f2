using System.Buffers;
using Hoody.ChunkStore;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Trees;

/// <summary>A tree as plain objects: what the stored one is compared with.</summary>
public sealed class ModelTree
{
    /// <summary>How a file is cut. Short, so that a few bytes make a list.</summary>
    public int ChunkLength { get; init; } = 3;

    public required TreeEntry Entry { get; init; }

    /// <summary>A file's bytes.</summary>
    public byte[] Data { get; init; } = [];

    /// <summary>A directory's entries, in the order of their names.</summary>
    public IReadOnlyList<ModelTree> Children { get; init; } = [];

    /// <summary>Every path with its entry; of a directory only what is its own.</summary>
    public SortedDictionary<TreePath, TreeEntry> Flatten()
    {
        SortedDictionary<TreePath, TreeEntry> paths = [];
        AddTo(paths, TreePath.Root);
        return paths;
    }

    public override string ToString() =>
        string.Join("; ", Flatten().Select(path => $"{path.Key} {path.Value.Type} {path.Value.Mode} {path.Value.Length}"));

    internal static TreeEntry WithoutContent(TreeEntry entry) => entry.Type == EntryType.Directory
        ? entry with { Name = default, TreeId = default, ContentOnlyId = default, Totals = default }
        : entry with { Name = default, Content = default };

    internal async Task<TreeEntry> PutAsync(BlobWriter writer, TreePath path)
    {
        if (Entry.Type == EntryType.Directory)
        {
            List<TreeEntry> entries = [];
            foreach (ModelTree child in Children)
            {
                entries.Add(await child.PutAsync(writer, path.Combine(child.Entry.Name)));
            }

            return await TreeWriter.PutDirectoryAsync(writer, Entry, entries, path, default);
        }

        List<ChunkSpan> chunks = [];
        foreach (byte[] chunk in Data.Chunk(ChunkLength))
        {
            chunks.Add(new ChunkSpan(await writer.PutAsync(BlobKind.Chunk, chunk), chunk.Length));
        }

        return Entry with { Content = await TreeWriter.PutChunkListAsync(writer, chunks, path, default) };
    }

    /// <summary>Reads a stored tree back, by a recursion of its own.</summary>
    internal static async Task<ModelTree> LoadAsync(BlobStore blobs, TreeEntry entry)
    {
        List<ModelTree> children = [];
        if (entry.Type == EntryType.Directory)
        {
            foreach (TreeEntry child in await LoadEntriesAsync(blobs, entry.TreeId))
            {
                children.Add(await LoadAsync(blobs, child));
            }
        }

        return new ModelTree { Entry = entry, Children = children, Data = await ReadAsync(blobs, entry) };
    }

    private static async Task<List<TreeEntry>> LoadEntriesAsync(BlobStore blobs, BlobId id)
    {
        using IMemoryOwner<byte> node = await blobs.GetAsync(id, BlobKind.Tree);
        List<TreeEntry> entries = [];
        foreach (DirectoryChild child in TreeIndex.IsIndex(node.Memory.Span) ? TreeIndex.Decode(node.Memory.Span, out _) : [])
        {
            entries.AddRange(await LoadEntriesAsync(blobs, child.Id));
        }

        return entries.Count > 0 ? entries : [.. TreeNode.Decode(node.Memory.Span)];
    }

    private static async Task<List<BlobId>> LoadChunksAsync(BlobStore blobs, BlobId id)
    {
        using IMemoryOwner<byte> list = await blobs.GetAsync(id, BlobKind.ChunkList);
        List<BlobId> chunks = [];
        foreach (ChunkListChild child in ChunkListIndex.IsIndex(list.Memory.Span) ? ChunkListIndex.Decode(list.Memory.Span, out _) : [])
        {
            chunks.AddRange(await LoadChunksAsync(blobs, child.Id));
        }

        return chunks.Count > 0 ? chunks : [.. ChunkList.Decode(list.Memory.Span).Select(chunk => chunk.Id)];
    }

    private static async Task<byte[]> ReadAsync(BlobStore blobs, TreeEntry entry)
    {
        List<BlobId> chunks = entry.Content.Kind == FileContentKind.SingleChunk ? [entry.Content.Id] : [];
        if (entry.Content.Kind == FileContentKind.ChunkList)
        {
            chunks.AddRange(await LoadChunksAsync(blobs, entry.Content.Id));
        }

        List<byte> data = [];
        foreach (BlobId id in chunks)
        {
            using IMemoryOwner<byte> chunk = await blobs.GetAsync(id, BlobKind.Chunk);
            data.AddRange(chunk.Memory.Span);
        }

        return [.. data];
    }

    private void AddTo(SortedDictionary<TreePath, TreeEntry> paths, TreePath path)
    {
        paths.Add(path, WithoutContent(Entry));
        foreach (ModelTree child in Children)
        {
            child.AddTo(paths, path.Combine(child.Entry.Name));
        }
    }
}
