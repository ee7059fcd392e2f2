using Hoody.ChunkStore;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Trees;

public sealed class ContentOnlyTests
{
    [Fact]
    public void Owners_modes_times_and_attributes_do_not_change_the_id()
    {
        TreeEntry file = Sample.File("a");
        TreeEntry touched = file with
        {
            Mode = 0,
            UserId = 1,
            GroupId = 2,
            ModifiedTime = new UnixTime(3, 4),
            HardLinkGroup = 5,
            Holes = [new Hole(0, 1)],
            ExtendedAttributes = [new ExtendedAttribute("user.a"u8.ToArray(), default)],
        };

        Assert.Equal(Sample.Directory("d", file).ContentOnlyId, Sample.Directory("d", touched).ContentOnlyId);
        Assert.NotEqual(Sample.Directory("d", file).TreeId, Sample.Directory("d", touched).TreeId);
    }

    [Fact]
    public void A_changed_file_changes_the_id_of_every_directory_above() => Assert.NotEqual(
        Sample.Directory("", Sample.Directory("d", Sample.File("a", "one"))).ContentOnlyId,
        Sample.Directory("", Sample.Directory("d", Sample.File("a", "two"))).ContentOnlyId);

    [Fact]
    public void A_renamed_file_changes_the_id_of_its_directory() =>
        Assert.NotEqual(Sample.Directory("", Sample.File("a")).ContentOnlyId, Sample.Directory("", Sample.File("b")).ContentOnlyId);

    [Fact]
    public void Entries_without_data_differ_by_type_and_target()
    {
        TreeEntry[] entries =
        [
            Sample.File("a", ""),
            Sample.Directory("a"),
            Sample.Link("a", "b"),
            Sample.Link("a", "c"),
            new() { Name = new EntryName("a"), Type = EntryType.Fifo },
            new() { Name = new EntryName("a"), Type = EntryType.Socket },
            new() { Name = new EntryName("a"), Type = EntryType.CharacterDevice, DeviceMajor = 1 },
            new() { Name = new EntryName("a"), Type = EntryType.CharacterDevice, DeviceMinor = 1 },
            new() { Name = new EntryName("a"), Type = EntryType.BlockDevice, DeviceMajor = 1 },
        ];

        Assert.Equal(entries.Length, entries.Select(entry => Sample.Directory("", entry).ContentOnlyId).Distinct().Count());
    }

    [Fact]
    public void The_id_of_a_file_of_one_chunk_is_the_hash_of_its_bytes() =>
        Assert.Equal(BlobId.Compute(BlobKind.Chunk, "data"u8), Sample.File("a", "data").ContentOnlyId);

    [Fact]
    public void The_id_of_an_empty_file_is_the_hash_of_no_bytes() =>
        Assert.Equal(BlobId.Compute(BlobKind.Chunk, []), Sample.File("a", "").ContentOnlyId);

    // Computed by b3sum from the words of FORMAT.md.
    [Fact]
    public void The_id_of_the_golden_node_is_the_one_of_version_1() => Assert.Equal(
        "1b610fc76f8a8d3f165075082c904f1109254426d71bf84a0186edc6552ea499",
        ContentOnly.OfEntries(TreeNode.Decode(Sample.Golden("node-v1.bin"))).ToString());
}
