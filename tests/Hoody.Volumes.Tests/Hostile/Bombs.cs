using Hoody.ChunkStore;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Hostile;

/// <summary>Few bytes that are many directories, or a long file; and directories below each other beyond any stack.</summary>
internal static class Bombs
{
    public static IEnumerable<HostileTree> All =>
    [
        .. from depth in (int[])[TreeLimits.MaxDepth + 1, TreeLimits.MaxDepth + 2, 20_000] select new HostileTree(
            $"{depth} directories below each other", HostileFate.Refused, async forge => await DeepTree.PutChainAsync(forge.Volume, depth)),
        new HostileTree($"{TreeLimits.MaxDepth} directories below each other", HostileFate.Made, async forge => await DeepTree.PutChainAsync(forge.Volume, TreeLimits.MaxDepth)),
        new HostileTree("2^9 directories in 9 nodes", HostileFate.Made, async forge => await DeepTree.PutDoublingAsync(forge.Volume, 8)),
        .. from depth in (int[])[16, 22, 28] select new HostileTree(
            $"2^{depth} directories in {depth} nodes", HostileFate.TooLarge, async forge => await DeepTree.PutDoublingAsync(forge.Volume, depth)),
        Wide(levels: 2),
        Wide(levels: 4),
        LongFile("4 GiB in three blobs", levels: 1),
        LongFile("512 GiB in four blobs", levels: 2),
        new HostileTree("a million names of one file", HostileFate.TooLarge, async forge => await ManyNamesAsync(forge)),
    ];

    /// <summary>Each directory holds the one below it a hundred times: a tree that expands into itself, as a quine does.</summary>
    private static HostileTree Wide(int levels) => new(
        $"100^{levels} directories in {levels} nodes",
        HostileFate.TooLarge,
        async forge =>
        {
            TreeEntry directory = await forge.DirectoryAsync("", await forge.FileAsync("file"));
            for (int level = 0; level < levels; level++)
            {
                directory = await forge.DirectoryAsync(
                    "", [.. Enumerable.Range(0, 100).Select(number => directory with { Name = new EntryName($"{number:D3}") })]);
            }

            return directory;
        });

    /// <summary>One chunk of 8 MiB, listed until the limits of the format are met.</summary>
    private static HostileTree LongFile(string what, int levels) => new(
        what,
        HostileFate.TooLarge,
        async forge =>
        {
            // Not zeros: what is no hole must be written.
            byte[] bytes = new byte[BlobStore.MaxBlobLengthBytes];
            new Random(1).NextBytes(bytes);
            BlobId chunk = await forge.PutAsync(BlobKind.Chunk, bytes);
            ChunkListChild child = new(
                await forge.PutAsync(BlobKind.ChunkList, Sample.EncodeList([.. Enumerable.Repeat(new ChunkSpan(chunk, bytes.Length), 128)])), 128L * bytes.Length, 128);
            for (int level = 1; level <= levels; level++)
            {
                int count = level == levels ? 4 : 128; // Few at the top alone.
                child = new ChunkListChild(
                    await forge.PutAsync(BlobKind.ChunkList, ChunkListIndexTests.Encode(level, [.. Enumerable.Repeat(child, count)])),
                    child.LengthBytes * count,
                    child.ChunkCount * count);
            }

            TreeEntry file = Sample.File("file") with { Length = child.LengthBytes, Content = new FileContent(FileContentKind.ChunkList, child.Id) };
            return await forge.DirectoryAsync("", file);
        });

    // A file system has a limit on the names of a file, and then makes copies; the inodes run out.
    private static async Task<TreeEntry> ManyNamesAsync(Forge forge)
    {
        TreeEntry file = await forge.FileAsync("file") with { HardLinkGroup = 7 };
        TreeEntry[] names = [.. Enumerable.Range(0, 100).Select(number => file with { Name = new EntryName($"{number:D3}") })];
        TreeEntry directory = await forge.DirectoryAsync("", names);
        TreeEntry middle = await forge.DirectoryAsync("", [.. names.Select(name => directory with { Name = name.Name })]);
        return await forge.DirectoryAsync("", [.. names.Select(name => middle with { Name = name.Name })]);
    }
}
