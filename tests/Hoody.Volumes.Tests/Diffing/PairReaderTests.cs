using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;
using Hoody.Testing.Backends;
using Hoody.Volumes.Diffing;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Diffing;

/// <summary>Nodes that are read before the walk comes to them.</summary>
public sealed class PairReaderTests
{
    [Fact]
    public async Task Nodes_are_read_together()
    {
        const int Width = 12;
        HookedBackend backend = new(new MemoryBackend());
        await using MemoryVolume volume = await MemoryVolume.CreateAsync(backend);
        (TreeEntry before, TreeEntry after) = (await volume.PutAsync(Tree(Width, "1")), await volume.PutAsync(Tree(Width, "2")));
        int reads = 0;
        backend.Before = (operation, _) => Task.FromResult(operation == BackendOperation.Read && Interlocked.Increment(ref reads) > 0);

        List<TreeChange> changes = await volume.CollectAsync(volume.Store.DiffAsync(before, after));

        Assert.Equal(Width * Width, changes.Count);
        Assert.InRange(reads, 1, Width); // 2 × (1 + 12 + 144) nodes
    }

    [Fact]
    public async Task What_is_below_a_split_directory_is_read_together_too()
    {
        const int Width = 40 * NodeSplit.MaxItems;
        HookedBackend backend = new(new MemoryBackend());
        await using MemoryVolume volume = await MemoryVolume.CreateAsync(backend);
        TreeEntry before = await volume.PutAsync(Split("1"));
        TreeEntry after = await volume.PutAsync(Split("2"));
        int reads = 0;
        backend.Before = (operation, _) => Task.FromResult(operation == BackendOperation.Read && Interlocked.Increment(ref reads) > 0);

        List<TreeChange> changes = await volume.CollectAsync(volume.Store.DiffAsync(before, after));

        Assert.Equal((Width + 99) / 100, changes.Count);
        Assert.InRange(reads, 1, 20); // 2 × (2 + 50 or so of the split directory + 52) nodes

        ModelTree Split(string data) => Directory("", Width, i => Directory($"d{i}", 1, _ => File("f", i % 100 == 0 ? data : "same")));
    }

    [Theory]
    [InlineData("a", 0)]
    [InlineData("b", 1)]
    [InlineData("c", 2)]
    public async Task What_lies_before_a_missing_node_is_told_before_it(string missing, int changesBefore)
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        TreeEntry[] before = await PutDirectoriesAsync(volume, "1", missing);
        TreeEntry[] after = await PutDirectoriesAsync(volume, "2", missing);
        await volume.PutBlobAsync(BlobKind.Tree, Sample.Encode(before));
        await volume.PutBlobAsync(BlobKind.Tree, Sample.Encode(after));
        List<TreePath> told = [];

        await Assert.ThrowsAsync<BlobNotFoundException>(async () =>
        {
            await foreach (TreeChange change in volume.Store.DiffAsync(Sample.Directory("", before), Sample.Directory("", after)))
            {
                told.Add(change.Path);
            }
        });

        Assert.Equal(changesBefore, told.Count);
    }

    [Theory]
    [InlineData("a", 0)]
    [InlineData("b", 1)]
    [InlineData("c", 2)]
    public async Task What_lies_before_an_entry_that_is_none_is_told_before_it(string damaged, int changesBefore)
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        TreeEntry[] before = await PutDirectoriesAsync(volume, "1", "");
        TreeEntry[] after = [.. await PutDirectoriesAsync(volume, "2", "")];
        int index = Array.FindIndex(after, entry => entry.Name == new EntryName(damaged));
        after[index] = await PutDamagedAsync(volume, after[index]);
        await volume.PutBlobAsync(BlobKind.Tree, Sample.Encode(before));
        await volume.PutBlobAsync(BlobKind.Tree, Sample.Encode(after));
        List<TreePath> told = [];

        CorruptDataException damage = await Assert.ThrowsAsync<CorruptDataException>(async () =>
        {
            await foreach (TreeChange change in volume.Store.DiffAsync(Sample.Directory("", before), Sample.Directory("", after)))
            {
                told.Add(change.Path);
            }
        });

        Assert.Equal(changesBefore, told.Count);
        Assert.Contains($"directory \"{damaged}\"", damage.Message, StringComparison.Ordinal);
    }

    /// <summary>Stores a directory with a name in it that is not safe, and says of it what is true.</summary>
    private static async Task<TreeEntry> PutDamagedAsync(MemoryVolume volume, TreeEntry directory)
    {
        byte[] node = Sample.Encode([Sample.File("f", "2"), Sample.File("g", "2")]);
        node[node.AsSpan().IndexOf((byte)'g')] = (byte)'/';
        node[node.AsSpan().IndexOf((byte)'f')] = (byte)'!'; // still the first
        EncodedEntries entries = TreeNode.ReadEncoded(node);
        BlobId id = await volume.PutBlobAsync(BlobKind.Tree, node);
        return directory with { TreeId = id, ContentOnlyId = entries.ContentOnlyId, Totals = entries.Totals };
    }

    private static async Task<TreeEntry[]> PutDirectoriesAsync(MemoryVolume volume, string data, string missing)
    {
        TreeEntry file = Sample.File("f", data);
        TreeEntry other = Sample.File("g", data);
        await volume.PutBlobAsync(BlobKind.Tree, Sample.Encode([file]));
        return [.. new[] { "a", "b", "c" }.Select(name => name == missing ? Sample.Directory(name, file, other) : Sample.Directory(name, file))];
    }

    private static ModelTree Tree(int width, string data) => Directory("", width, i => Directory(
        $"d{i}", width, j => Directory($"d{j}", 1, _ => File("f", $"{data} {i} {j}"))));

    private static ModelTree File(string name, string data) => new()
    {
        Entry = Sample.File(name, data),
        Data = System.Text.Encoding.ASCII.GetBytes(data),
    };

    private static ModelTree Directory(string name, int width, Func<int, ModelTree> child) => new()
    {
        Entry = Sample.Directory(name),
        Children = [.. Enumerable.Range(0, width).Select(child).OrderBy(tree => tree.Entry.Name)],
    };
}
