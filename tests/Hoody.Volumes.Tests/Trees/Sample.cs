using System.Buffers;
using System.Text;
using Hoody.ChunkStore;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Trees;

/// <summary>Short ways to make entries and nodes.</summary>
internal static class Sample
{
    public static BlobId Id(byte first) => new([.. Enumerable.Range(0, BlobId.LengthBytes).Select(i => (byte)(first + i))]);

    public static TreeEntry File(string name, string data = "data") => new()
    {
        Name = new EntryName(name),
        Type = EntryType.File,
        Mode = 0x1A4,
        Length = data.Length,
        Content = data.Length == 0
            ? FileContent.Empty
            : new FileContent(FileContentKind.SingleChunk, BlobId.Compute(BlobKind.Chunk, Encoding.ASCII.GetBytes(data))),
    };

    public static TreeEntry Link(string name, string target) =>
        new() { Name = new EntryName(name), Type = EntryType.SymbolicLink, LinkTarget = Encoding.UTF8.GetBytes(target) };

    public static TreeEntry Directory(string name, params TreeEntry[] sortedEntries) => new()
    {
        Name = name.Length == 0 ? EntryName.Root : new EntryName(name),
        Type = EntryType.Directory,
        Mode = 0x1ED,
        TreeId = BlobId.Compute(BlobKind.Tree, Encode(sortedEntries)),
        ContentOnlyId = ContentOnly.OfEntries(sortedEntries),
        Totals = TreeTotals.Of(sortedEntries),
    };

    public static byte[] Encode(IReadOnlyList<TreeEntry> sortedEntries)
    {
        ArrayBufferWriter<byte> output = new();
        TreeNode.Encode(sortedEntries, output);
        return output.WrittenSpan.ToArray();
    }

    public static byte[] EncodeList(IReadOnlyList<ChunkSpan> chunks)
    {
        ArrayBufferWriter<byte> output = new();
        ChunkList.Encode(chunks, output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Reads all entries of a directory.</summary>
    public static async Task<List<TreeEntry>> ReadDirectoryAsync(BlobStore blobs, TreeEntry directory, TreePath path = default)
    {
        List<TreeEntry> entries = [];
        DirectoryReader reader = await DirectoryReader.OpenAsync(blobs, directory, path, default);
        while (await reader.ReadAsync(default) is { } entry)
        {
            entries.Add(entry);
        }

        return entries;
    }

    /// <summary>Reads which chunks a file has.</summary>
    public static async Task<List<ChunkSpan>> ReadChunksAsync(BlobStore blobs, TreeEntry file, TreePath path = default)
    {
        List<ChunkSpan> chunks = [];
        ChunkListReader reader = await ChunkListReader.OpenAsync(blobs, file, path, default);
        while (await reader.ReadAsync(default) is { } chunk)
        {
            chunks.Add(chunk);
        }

        return chunks;
    }

    public static byte[] Golden(string name) =>
        System.IO.File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", name));
}
