using Hoody.ChunkStore;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Trees;

/// <summary>Split directories and lists each node of which is well formed, and which are nevertheless lies.</summary>
public sealed class HostileSplitTests
{
    private static readonly TreePath _path = TreePath.Parse("some/place");

    [Fact]
    public Task The_honest_directory_that_the_lies_are_made_from_is_read() => AssertAcceptedAsync(Leaves(300));

    [Fact]
    public Task Totals_that_a_node_does_not_have_are_refused() =>
        AssertRefusedAsync("totals", Change(1, child => child with { Totals = child.Totals with { LengthBytes = child.Totals.LengthBytes + 1 } }));

    [Fact]
    public Task A_content_only_id_that_a_node_does_not_have_is_refused() =>
        AssertRefusedAsync("content-only id", Change(1, child => child with { ContentOnlyId = Sample.Id(1) }));

    [Fact]
    public Task A_count_that_a_node_does_not_have_is_refused() =>
        AssertRefusedAsync("is said to have", Change(1, child => child with { EntryCount = child.EntryCount - 1 }));

    [Fact]
    public Task A_last_name_that_a_node_does_not_have_is_refused() =>
        AssertRefusedAsync("is said to end with", Change(^1, child => child with { LastName = new EntryName("z") }));

    [Fact]
    public Task A_node_that_begins_before_the_last_one_ends_is_refused() =>
        AssertRefusedAsync("goes on with", Change(^1, child => Leaves(300)[0] with { LastName = child.LastName }));

    [Fact]
    public Task A_node_in_two_places_is_refused()
    {
        Part[] leaves = Leaves(300);
        return AssertRefusedAsync("goes on with", [.. leaves[..2], leaves[1] with { LastName = new EntryName("z") }]);
    }

    [Fact]
    public Task A_single_child_below_the_top_is_refused() => AssertRefusedAsync("single child", Leaves(300)[..1]);

    [Fact]
    public Task A_directory_that_needs_no_split_is_refused() => AssertRefusedAsync("it is split", Parts(Entries(100), 60));

    [Fact]
    public Task More_entries_than_a_directory_can_have_are_refused_before_they_are_read()
    {
        const int Half = (TreeLimits.MaxEntriesPerDirectory / 2) + 1;
        TreeTotals totals = new(Half, 0, 0, 0);
        Part[] claims = [.. Leaves(300)[..2].Select(part => part with { EntryCount = Half, Totals = totals })];

        return AssertRefusedAsync($"has {2 * Half} entries", claims);
    }

    [Fact]
    public Task A_node_of_few_entries_in_the_middle_is_refused() => AssertRefusedAsync("is not the last one", Parts(Entries(200), 15, 100));

    [Fact]
    public Task A_node_that_ends_too_early_is_refused()
    {
        int first = Leaves(300)[0].EntryCount;
        return AssertRefusedAsync("has to go on", Parts(Entries(200), first - 1, first + 90));
    }

    [Fact]
    public Task A_node_that_ends_too_late_is_refused()
    {
        int first = Leaves(300)[0].EntryCount;
        return AssertRefusedAsync("with which it has to end", Parts(Entries(200), first + 1, first + 90));
    }

    [Fact]
    public async Task A_node_of_entries_where_an_index_is_due_is_refused()
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        Part[] leaves = Leaves(300);

        await AssertRefusedAsync(volume, "level 0 stands where level 1 is due", await PutTopAsync(volume, level: 2, leaves));
    }

    [Fact]
    public async Task An_index_where_an_index_of_another_level_is_due_is_refused()
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        TreeEntry inner = await PutTopAsync(volume, level: 1, Leaves(300));
        DirectoryChild child = new(inner.TreeId, inner.ContentOnlyId, new EntryName("000299"), 300, inner.Totals);

        await AssertRefusedAsync(volume, "level 1 stands where level 4 is due", await PutTopAsync(volume, 5, [child, child with { LastName = new EntryName("z") }]));
    }

    [Fact]
    public async Task An_index_offered_as_a_chunk_list_is_refused()
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        TreeEntry top = await PutTopAsync(volume, level: 1, Leaves(300));
        TreeEntry file = Sample.File("a") with { Content = new FileContent(FileContentKind.ChunkList, top.TreeId) };

        await Assert.ThrowsAsync<CorruptDataException>(() => Sample.ReadChunksAsync(volume.Blobs, file, _path));
    }

    [Fact]
    public async Task A_list_of_one_chunk_is_refused() =>
        await AssertListRefusedAsync("a single chunk needs no list", Sample.EncodeList([new ChunkSpan(Sample.Id(1), 9)]), 9);

    [Theory]
    [InlineData(8)]
    [InlineData(10)]
    public async Task A_list_of_another_length_than_the_file_is_refused(long fileLength) => await AssertListRefusedAsync(
        "do not add up", Sample.EncodeList([new ChunkSpan(Sample.Id(1), 4), new ChunkSpan(Sample.Id(2), 5)]), fileLength);

    [Fact]
    public async Task Lengths_that_do_not_add_up_in_63_bits_are_refused() => await AssertListRefusedAsync(
        "do not add up",
        ChunkListIndexTests.Encode(1, [.. Enumerable.Repeat(new ChunkListChild(Sample.Id(0), long.MaxValue, 128), 3)]),
        long.MaxValue - 2);

    [Fact]
    public async Task A_split_list_of_few_chunks_is_refused() => await AssertListRefusedAsync(
        "it is split", ChunkListIndexTests.Encode(1, [new(Sample.Id(0), 20, 16), new(Sample.Id(1), 20, 16)]), 40);

    [Fact]
    public async Task A_split_list_of_more_chunks_than_a_file_can_have_is_refused() => await AssertListRefusedAsync(
        "it is split",
        ChunkListIndexTests.Encode(5, [.. Enumerable.Repeat(new ChunkListChild(Sample.Id(0), 1L << 40, 1 << 21), 3)]),
        3L << 40);

    [Theory]
    [InlineData(17, "has 16 chunks and is said to have 17")]
    [InlineData(16, "do not add up")]
    public async Task A_list_below_an_index_that_is_not_what_the_index_says_is_refused(int claimedCount, string problem)
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        BlobId list = await volume.PutBlobAsync(
            BlobKind.ChunkList, Sample.EncodeList([.. Enumerable.Repeat(new ChunkSpan(Sample.Id(0), 2), 16)]));
        ChunkListChild lie = new(list, 31, claimedCount);
        byte[] index = ChunkListIndexTests.Encode(1, [.. Enumerable.Repeat(lie, 9)]);

        await AssertListRefusedAsync(volume, problem, index, 9 * 31);
    }

    private static TreeEntry[] Entries(int count) => [.. Enumerable.Range(0, count).Select(number => Sample.File($"{number:D6}"))];

    /// <summary>The nodes that a correct writer makes of so many entries.</summary>
    private static Part[] Leaves(int count)
    {
        TreeEntry[] entries = Entries(count);
        return Parts(entries, EndsOf(entries));
    }

    private static int[] EndsOf(TreeEntry[] entries)
    {
        List<int> ends = [];
        foreach (int length in SplitModel.Cut([.. entries.Select(entry => entry.Name.Bytes.ToArray())])[0])
        {
            ends.Add(ends.LastOrDefault() + length);
        }

        return [.. ends[..^1]];
    }

    private static Part[] Parts(TreeEntry[] entries, params int[] ends)
    {
        int[] bounds = [0, .. ends, entries.Length];
        return [.. bounds.Zip(bounds[1..], (start, end) => Part.Of(entries[start..end]))];
    }

    private static Part[] Change(Index index, Func<Part, Part> change)
    {
        Part[] leaves = Leaves(300);
        leaves[index] = change(leaves[index]);
        return leaves;
    }

    private static async Task AssertAcceptedAsync(Part[] parts)
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();

        Assert.Equal(300, (await Sample.ReadDirectoryAsync(volume.Blobs, await PutTopAsync(volume, 1, parts))).Count);
    }

    private static async Task AssertRefusedAsync(string problem, Part[] parts)
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        await AssertRefusedAsync(volume, problem, await PutTopAsync(volume, 1, parts));
    }

    private static async Task AssertRefusedAsync(MemoryVolume volume, string problem, TreeEntry directory)
    {
        var exception = await Assert.ThrowsAsync<CorruptDataException>(() => Sample.ReadDirectoryAsync(volume.Blobs, directory, _path));

        Assert.Contains("\"some/place\"", exception.What, StringComparison.Ordinal);
        Assert.Contains(problem, exception.Detail, StringComparison.Ordinal);
    }

    private static async Task AssertListRefusedAsync(string problem, byte[] list, long fileLength)
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        await AssertListRefusedAsync(volume, problem, list, fileLength);
    }

    private static async Task AssertListRefusedAsync(MemoryVolume volume, string problem, byte[] list, long fileLength)
    {
        BlobId id = await volume.PutBlobAsync(BlobKind.ChunkList, list);
        TreeEntry file = Sample.File("a") with { Length = fileLength, Content = new FileContent(FileContentKind.ChunkList, id) };

        var exception = await Assert.ThrowsAsync<CorruptDataException>(() => Sample.ReadChunksAsync(volume.Blobs, file, _path));

        Assert.Contains("\"some/place\"", exception.What, StringComparison.Ordinal);
        Assert.Contains(problem, exception.Detail, StringComparison.Ordinal);
    }

    private static async Task<TreeEntry> PutTopAsync(MemoryVolume volume, int level, Part[] parts)
    {
        List<DirectoryChild> children = [];
        foreach (Part part in parts)
        {
            BlobId id = await volume.PutBlobAsync(BlobKind.Tree, part.Leaf);
            children.Add(new DirectoryChild(id, part.ContentOnlyId, part.LastName, part.EntryCount, part.Totals));
        }

        return await PutTopAsync(volume, level, children);
    }

    private static async Task<TreeEntry> PutTopAsync(MemoryVolume volume, int level, IReadOnlyList<DirectoryChild> children) =>
        Sample.Directory("d") with
        {
            TreeId = await volume.PutBlobAsync(BlobKind.Tree, TreeIndexTests.Encode(level, children)),
            ContentOnlyId = ContentOnly.OfNodes(level, children),
            Totals = TreeTotals.Of(children),
        };

    /// <summary>A node of entries, and what its index will say of it.</summary>
    private sealed record Part(byte[] Leaf, BlobId ContentOnlyId, EntryName LastName, int EntryCount, TreeTotals Totals)
    {
        public static Part Of(TreeEntry[] entries) =>
            new(Sample.Encode(entries), ContentOnly.OfEntries(entries), entries[^1].Name, entries.Length, TreeTotals.Of(entries));
    }
}
