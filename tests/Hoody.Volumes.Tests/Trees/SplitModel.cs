using Hoody.ChunkStore;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Trees;

/// <summary>The rule of FORMAT.md, "Split nodes", in its slowest form: whole levels at once, from complete lists.</summary>
internal static class SplitModel
{
    /// <summary>How many items each node has, level by level; the top node is the last.</summary>
    public static List<int[]> Cut(IReadOnlyList<byte[]> keys)
    {
        List<int[]> levels = [];
        IReadOnlyList<byte[]> row = keys;
        for (int level = 0; levels.Count == 0 || levels[^1].Length > 1; level++)
        {
            List<int> nodes = [];
            List<byte[]> lastKeys = [];
            for (int start = 0; start < row.Count || nodes.Count == 0; start += nodes[^1])
            {
                nodes.Add(level == 0 && row.Count <= 128 ? row.Count : LengthOfNode(row, start, level));
                lastKeys.Add(row.Count == 0 ? [] : row[start + nodes[^1] - 1]);
            }

            levels.Add([.. nodes]);
            row = lastKeys;
        }

        return levels;
    }

    /// <summary>How many items the nodes of a stored directory have, level by level from below.</summary>
    public static async Task<List<int[]>> ShapeOfAsync(BlobStore blobs, TreeEntry directory)
    {
        DirectoryNode top = await TreeReader.ReadNodeAsync(blobs, DirectoryClaim.OfTop(directory), TreePath.Root, default);
        List<int[]> levels = [];
        List<DirectoryNode> nodes = [top];
        while (true)
        {
            levels.Insert(0, [.. nodes.Select(node => node.Count)]);
            if (nodes[0].Level == 0)
            {
                return levels;
            }

            List<DirectoryNode> below = [];
            foreach (DirectoryNode node in nodes)
            {
                for (int i = 0; i < node.Count; i++)
                {
                    below.Add(await TreeReader.ReadNodeAsync(blobs, node.ClaimOf(i), TreePath.Root, default));
                }
            }

            nodes = below;
        }
    }

    private static int LengthOfNode(IReadOnlyList<byte[]> row, int start, int level)
    {
        for (int length = 16; length < 128 && start + length <= row.Count; length++)
        {
            // Bits 5·level to 5·level + 4 of the hash, the lowest bit of the first byte being bit 0.
            byte[] hash = Convert.FromHexString(BlobId.Compute(BlobKind.Chunk, row[start + length - 1]).ToString());
            bool isEnd = Enumerable.Range(5 * level, 5).All(bit => (hash[bit / 8] & (1 << (bit % 8))) == 0);
            if (isEnd)
            {
                return length;
            }
        }

        return Math.Min(128, row.Count - start);
    }
}
