using Hoody.ChunkStore;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Trees;

public sealed class TreeReaderTests
{
    private static readonly TreePath _path = TreePath.Parse("some/place");

    [Fact]
    public async Task Totals_that_are_not_those_of_the_node_are_refused() =>
        await AssertRefusedAsync(Sample.Directory("d", Sample.File("a")) with { Totals = new TreeTotals(2, 0, 0, 4) }, Sample.File("a"));

    [Fact]
    public async Task A_content_only_id_that_is_not_that_of_the_node_is_refused() =>
        await AssertRefusedAsync(Sample.Directory("d", Sample.File("a")) with { ContentOnlyId = Sample.Id(1) }, Sample.File("a"));

    [Fact]
    public async Task Lengths_that_do_not_add_up_in_63_bits_are_refused()
    {
        TreeEntry file = Sample.File("a") with { Length = long.MaxValue };
        TreeEntry[] entries = [file, file with { Name = new EntryName("b") }];
        TreeEntry directory = Sample.Directory("d") with { TreeId = BlobId.Compute(BlobKind.Tree, Sample.Encode(entries)) };

        await AssertRefusedAsync(directory, entries);
    }

    [Fact]
    public async Task A_file_of_one_chunk_longer_than_a_blob_is_refused()
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        TreeEntry file = Sample.File("a") with { Length = BlobStore.MaxBlobLengthBytes + 1L };

        await Assert.ThrowsAsync<CorruptDataException>(async () => await Sample.ReadChunksAsync(volume.Blobs, file, _path));
    }

    [Fact]
    public async Task A_chunk_list_of_another_length_is_refused_by_the_path_of_its_file()
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        TreeEntry root = await volume.PutAsync(new ModelTree
        {
            Entry = Sample.Directory(""),
            Children = [new ModelTree { Entry = Sample.File("a", "123456"), Data = "123456"u8.ToArray() }],
        });
        TreeEntry file = (await Sample.ReadDirectoryAsync(volume.Blobs, root))[0];

        var exception = await Assert.ThrowsAsync<CorruptDataException>(async () =>
            await Sample.ReadChunksAsync(volume.Blobs, file with { Length = 7 }, _path));

        Assert.Contains("\"some/place\"", exception.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_whose_attributes_do_not_fit_in_a_node_is_refused_by_its_path()
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        await using BlobWriter writer = volume.Blobs.BeginWrite();
        ExtendedAttribute attribute = new("user.large"u8.ToArray(), new byte[TreeLimits.MaxAttributeValueBytes]);
        TreeEntry[] entries =
            [.. Enumerable.Range(100, 128).Select(number => Sample.File($"{number}") with { ExtendedAttributes = [attribute] })];

        var exception = await Assert.ThrowsAsync<FileTreeException>(async () =>
            await TreeWriter.PutDirectoryAsync(writer, Sample.Directory("d"), entries, _path, default));

        Assert.Equal("some/place", exception.Path);
    }

    private static async Task AssertRefusedAsync(TreeEntry directory, params TreeEntry[] entries)
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        await volume.PutBlobAsync(BlobKind.Tree, Sample.Encode(entries));

        var exception = await Assert.ThrowsAsync<CorruptDataException>(async () =>
            await Sample.ReadDirectoryAsync(volume.Blobs, directory, _path));

        Assert.Contains("\"some/place\"", exception.What, StringComparison.Ordinal);
    }
}
