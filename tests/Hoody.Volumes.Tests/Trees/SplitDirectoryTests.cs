using FsCheck.Xunit;
using Hoody.ChunkStore;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Trees;

public sealed class SplitDirectoryTests
{
    [Property(Arbitrary = [typeof(SplitGenerators)])]
    public async Task Entries_read_in_order_are_those_that_were_put(LargeDirectory directory)
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        TreeEntry stored = await volume.PutDirectoryAsync(directory);

        Assert.Equal(directory.Entries, await Sample.ReadDirectoryAsync(volume.Blobs, stored));
        Assert.Equal(TreeTotals.Of(directory.Entries), stored.Totals);
    }

    [Property(Arbitrary = [typeof(SplitGenerators)])]
    public async Task Nodes_end_where_the_slow_model_ends_them(LargeDirectory directory)
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        TreeEntry stored = await volume.PutDirectoryAsync(directory);

        Assert.Equal(
            SplitModel.Cut([.. directory.Entries.Select(entry => entry.Name.Bytes.ToArray())]),
            await SplitModel.ShapeOfAsync(volume.Blobs, stored));
    }

    [Property(Arbitrary = [typeof(SplitGenerators)])]
    public async Task A_directory_is_the_same_whatever_it_was_before(LargeDirectory directory, EntryName[] detour)
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        TreeEntry direct = await volume.PutDirectoryAsync(directory);
        LargeDirectory there = detour.Aggregate(directory, (changed, name) => changed.Toggle(name));
        LargeDirectory back = detour.Aggregate(there, (changed, name) => changed.Toggle(name));
        await volume.PutDirectoryAsync(there);

        TreeEntry again = await volume.PutDirectoryAsync(new LargeDirectory(
            [.. back.Entries.Select(entry => directory.Entries.FirstOrDefault(old => old.Name == entry.Name) ?? entry)]));

        Assert.Equal(direct, again);
    }

    [Property(Arbitrary = [typeof(SplitGenerators)])]
    public async Task Seeking_finds_what_a_linear_search_finds(LargeDirectory directory, EntryName[] names)
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        DirectoryReader reader = await DirectoryReader.OpenAsync(
            volume.Blobs, await volume.PutDirectoryAsync(directory), TreePath.Root, default);
        foreach (EntryName name in names)
        {
            await reader.SeekAsync(name, default);

            Assert.Equal(directory.Entries.FirstOrDefault(entry => entry.Name >= name), await reader.ReadAsync(default));
        }
    }

    [Property(Arbitrary = [typeof(SplitGenerators)])]
    public async Task The_content_only_id_is_blind_to_metadata_and_to_nothing_else(LargeDirectory directory, EntryName name)
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        LargeDirectory touched = new([.. directory.Entries.Select(entry => entry with { UserId = entry.UserId + 1 })]);
        BlobId id = (await volume.PutDirectoryAsync(directory)).ContentOnlyId;

        Assert.Equal(id, (await volume.PutDirectoryAsync(touched)).ContentOnlyId);
        Assert.NotEqual(id, (await volume.PutDirectoryAsync(directory.Toggle(name))).ContentOnlyId);
    }

    [Theory]
    [InlineData(128, 1)]
    [InlineData(129, 1 + 4)]
    public async Task Only_a_directory_of_more_than_128_entries_is_split(int entryCount, int nodeCount)
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();

        await volume.PutDirectoryAsync(Numbered(entryCount));

        Assert.Equal(nodeCount, volume.Blobs.GetStatistics().Blobs);
    }

    // The seeds are fixed, and so is the most that any of the changes rewrites.
    [Fact]
    public async Task A_change_of_one_entry_rewrites_few_nodes_wherever_it_is()
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        LargeDirectory directory = Numbered(20_000);
        int levelCount = (await SplitModel.ShapeOfAsync(volume.Blobs, await volume.PutDirectoryAsync(directory))).Count;
        Random random = new(1);
        List<long> rewritten = [];
        for (int i = 0; i < 100; i++)
        {
            long before = volume.Blobs.GetStatistics().Blobs;
            await volume.PutDirectoryAsync(directory.Toggle(new EntryName($"{random.Next(40_000):D6}")));
            rewritten.Add(volume.Blobs.GetStatistics().Blobs - before);
        }

        Assert.Equal(3, levelCount);
        Assert.True(rewritten.Average() < levelCount + 1, $"on average {rewritten.Average()}");
        Assert.True(rewritten.Max() <= levelCount + 5, $"at most {rewritten.Max()}");
    }

    [Fact]
    public async Task A_name_out_of_order_is_refused_also_where_a_node_has_ended()
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        await using BlobWriter writer = volume.Blobs.BeginWrite();
        DirectoryBuilder builder = new(writer, TreePath.Root);
        foreach (TreeEntry entry in Numbered(1_000).Entries)
        {
            await builder.AddAsync(entry, default);
            await Assert.ThrowsAsync<ArgumentException>(async () => await builder.AddAsync(entry, default));
        }
    }

    private static LargeDirectory Numbered(int count) =>
        new([.. Enumerable.Range(0, count).Select(number => Sample.File($"{number:D6}"))]);
}
