using System.Text;
using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;
using Hoody.Testing.Backends;
using Hoody.Volumes.Diffing;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Diffing;

/// <summary>What a diff reads: the nodes that differ, whatever the trees have beside them.</summary>
public sealed class DiffCostTests
{
    private const int Levels = 4;
    private const int RecordHeaderLength = 52;

    // Files by the directories that they are in, of which the first two share one.
    private static readonly HashSet<string> _changed = ["0/0/0/0", "0/1/2/3", "3/3/3/3"];

    [Theory]
    [InlineData(4)]
    [InlineData(10)]
    public async Task A_diff_needs_the_nodes_that_differ_and_no_other(int width)
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        TreeEntry before = await source.PutAsync(Tree(width, "", "before"));
        TreeEntry after = await source.PutAsync(Tree(width, "", "after"));
        Dictionary<BlobId, byte[]> left = await ReadNodesAsync(source, before);
        Dictionary<BlobId, byte[]> right = await ReadNodesAsync(source, after);
        byte[][] different = [.. left.Where(node => !right.ContainsKey(node.Key)).Concat(right.Where(node => !left.ContainsKey(node.Key))).Select(node => node.Value)];
        HookedBackend backend = new(new MemoryBackend());
        await using MemoryVolume volume = await MemoryVolume.CreateAsync(backend);
        await PutAsync(volume, different);
        long bytesBefore = backend.BytesRead;

        List<TreeChange> changes = await volume.CollectAsync(volume.Store.DiffAsync(before, after));

        Assert.Equal(_changed.Order(), changes.Select(change => change.Path.ToString()));
        Assert.Equal(2 * (1 + 2 + 3 + 3), different.Length); // of both trees: the root, and three directories down to each file
        Assert.InRange(backend.BytesRead - bytesBefore, 1, Levels * different.Sum(node => node.Length + RecordHeaderLength)); // what lies between two of a level is read with them
    }

    private static async Task PutAsync(MemoryVolume volume, byte[][] nodes)
    {
        await using BlobWriter writer = volume.Blobs.BeginWrite();
        foreach (byte[] node in nodes)
        {
            await writer.PutAsync(BlobKind.Tree, node);
        }

        await writer.FlushAsync();
    }

    private static async Task<Dictionary<BlobId, byte[]>> ReadNodesAsync(MemoryVolume volume, TreeEntry root)
    {
        Dictionary<BlobId, byte[]> nodes = [];
        Stack<BlobId> open = new([root.TreeId]);
        while (open.TryPop(out BlobId id))
        {
            using System.Buffers.IMemoryOwner<byte> node = await volume.Blobs.GetAsync(id, BlobKind.Tree);
            nodes[id] = node.Memory.ToArray();
            foreach (TreeEntry directory in TreeNode.Decode(nodes[id]).Where(entry => entry.Type == EntryType.Directory))
            {
                open.Push(directory.TreeId);
            }
        }

        return nodes;
    }

    /// <summary>Four levels of the same width, the lowest of files.</summary>
    private static ModelTree Tree(int width, string path, string data)
    {
        string name = path.Split('/')[^1];
        bool isFile = path.Count(letter => letter == '/') == Levels - 1;
        string content = _changed.Contains(path) ? path + data : path;
        return isFile
            ? new ModelTree { Entry = Sample.File(name, content), Data = Encoding.ASCII.GetBytes(content) }
            : new ModelTree
            {
                Entry = Sample.Directory(name),
                Children = [.. Enumerable.Range(0, width).Select(i => Tree(width, path.Length == 0 ? $"{i}" : $"{path}/{i}", data))],
            };
    }
}
