using System.Buffers;
using Hoody.Volumes;
using Hoody.Volumes.Snapshots;
using Hoody.Volumes.Trees;

namespace Hoody.ChunkStore.Concurrency.Tests.Transfer;

/// <summary>A snapshot of a directory of files of one byte each: as an import writes it.</summary>
internal sealed class SmallTree
{
    internal SmallTree(params byte[] files)
    {
        Chunks = [.. files.Select(file => new byte[] { file })];
        TreeEntry[] entries = [.. files.Select(FileOf)];
        Node = Encode(output => TreeNode.Encode(entries, output));
        TreeEntry root = new()
        {
            Name = EntryName.Root,
            Type = EntryType.Directory,
            Mode = 0x1ED,
            TreeId = BlobId.Compute(BlobKind.Tree, Node),
            ContentOnlyId = ContentOnly.OfEntries(entries),
            Totals = TreeTotals.Of(entries),
        };
        Snapshot = Encode(output => SnapshotCodec.Encode(new SnapshotRecord { Root = root, CreatedTime = DateTimeOffset.UnixEpoch }, output));
    }

    internal byte[][] Chunks { get; }

    internal byte[] Node { get; }

    internal byte[] Snapshot { get; }

    internal BlobId Id => BlobId.Compute(BlobKind.Snapshot, Snapshot);

    /// <summary>Puts each chunk in a pack of its own.</summary>
    internal async Task PutChunksAsync(Process process)
    {
        foreach (byte[] chunk in Chunks)
        {
            await process.WriteAsync((BlobKind.Chunk, chunk));
        }
    }

    /// <summary>Puts each blob in a pack of its own, and points a ref to the snapshot.</summary>
    internal async Task CommitAsync(Process process, string name)
    {
        await PutChunksAsync(process);
        await process.WriteAsync((BlobKind.Tree, Node));
        await process.WriteAsync((BlobKind.Snapshot, Snapshot));
        await process.Refs.UpdateAsync(name, Id, 0);
    }

    private static TreeEntry FileOf(byte file) => new()
    {
        Name = new EntryName($"{file}"),
        Type = EntryType.File,
        Mode = 0x1A4,
        Length = 1,
        Content = new FileContent(FileContentKind.SingleChunk, BlobId.Compute(BlobKind.Chunk, [file])),
    };

    private static byte[] Encode(Action<IBufferWriter<byte>> write)
    {
        ArrayBufferWriter<byte> output = new();
        write(output);
        return output.WrittenSpan.ToArray();
    }
}
