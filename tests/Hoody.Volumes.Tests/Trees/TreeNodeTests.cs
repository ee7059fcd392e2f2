using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Trees;

public sealed class TreeNodeTests
{
    [Property(Arbitrary = [typeof(TreeGenerators)])]
    public bool Decoding_gives_back_what_was_encoded(TreeEntry[] entries) =>
        TreeNode.Decode(Sample.Encode(entries)).SequenceEqual(entries);

    [Property(Arbitrary = [typeof(TreeGenerators)])]
    public bool Equal_entries_are_equal_bytes(TreeEntry[] entries)
    {
        byte[] node = Sample.Encode(entries);
        return Sample.Encode(TreeNode.Decode(node)).AsSpan().SequenceEqual(node);
    }

    [Property(Arbitrary = [typeof(TreeGenerators)])]
    public Property Entries_that_are_made_later_are_the_same(TreeEntry[] entries) => Prop.When(AddUp(entries), () =>
    {
        EncodedEntries encoded = TreeNode.ReadEncoded(Sample.Encode(entries));
        return encoded.Items.Select(entry => entry.Decode()).SequenceEqual(entries)
            && encoded.Items.Select(entry => new EntryName(entry.Name)).SequenceEqual(entries.Select(entry => entry.Name));
    });

    [Property(Arbitrary = [typeof(TreeGenerators)])]
    public Property What_entries_add_up_to_is_known_before_they_are_made(TreeEntry[] entries) => Prop.When(AddUp(entries), () =>
    {
        EncodedEntries encoded = TreeNode.ReadEncoded(Sample.Encode(entries));
        return encoded.Totals == TreeTotals.Of(entries) && encoded.ContentOnlyId == ContentOnly.OfEntries(entries);
    });

    [Fact]
    public void Entries_that_do_not_add_up_are_refused_before_they_are_made()
    {
        TreeEntry[] entries = [Sample.File("a") with { Length = long.MaxValue }, Sample.File("b")];
        Assert.Throws<ChunkStore.CorruptDataException>(() => TreeNode.ReadEncoded(Sample.Encode(entries)));
    }

    [Property(Arbitrary = [typeof(TreeGenerators)])]
    public bool A_node_cut_short_is_refused_before_its_entries_are_made(TreeEntry[] entries)
    {
        byte[] node = Sample.Encode(entries);
        return Enumerable.Range(0, node.Length).All(length => Throws<ChunkStore.CorruptDataException>(() => TreeNode.ReadEncoded(node.AsMemory(0, length))));
    }

    [Property(Arbitrary = [typeof(TreeGenerators)])]
    public Property Entries_out_of_order_are_not_encoded(TreeEntry[] entries) =>
        Prop.When(entries.Length > 1, () => Throws<ArgumentException>(() => Sample.Encode([.. entries.Reverse()])));

    [Fact]
    public void An_empty_directory_is_five_bytes() => Assert.Equal("HTN\u0001\0"u8.ToArray(), Sample.Encode([]));

    [Fact]
    public void The_golden_node_of_version_1_is_read() => Assert.Equal(GoldenNode, TreeNode.Decode(Sample.Golden("node-v1.bin")));

    [Fact]
    public void The_golden_node_of_version_1_is_written() => Assert.Equal(Sample.Golden("node-v1.bin"), Sample.Encode(GoldenNode));

    [Fact]
    public void A_file_without_bytes_has_no_content_to_encode() => AssertRefused(Sample.File("a") with { Length = 0 });

    [Fact]
    public void A_property_of_another_type_is_not_encoded() => AssertRefused(Sample.Link("a", "b") with { Length = 1 });

    [Fact]
    public void A_link_to_nothing_is_not_encoded() => AssertRefused(Sample.Link("a", ""));

    [Fact]
    public void A_link_with_NUL_is_not_encoded() => AssertRefused(Sample.Link("a", "b\0c"));

    [Fact]
    public void The_root_has_no_place_in_a_node() => AssertRefused(Sample.Directory(""));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 5)]
    [InlineData(4, 1)]
    [InlineData(-1, 1)]
    [InlineData(1, long.MaxValue)]
    [InlineData(long.MaxValue, 1)]
    public void A_hole_outside_its_file_is_not_encoded(long offset, long length) =>
        AssertRefused(Sample.File("a") with { Holes = [new Hole(offset, length)] });

    [Fact]
    public void Holes_that_touch_are_not_encoded() => AssertRefused(Sample.File("a") with { Holes = [new Hole(0, 1), new Hole(1, 1)] });

    [Fact]
    public void Attributes_out_of_order_are_not_encoded() =>
        AssertRefused(Sample.File("a") with { ExtendedAttributes = [Attribute("b"), Attribute("a")] });

    [Fact]
    public void An_attribute_twice_is_not_encoded() =>
        AssertRefused(Sample.File("a") with { ExtendedAttributes = [Attribute("a"), Attribute("a")] });

    internal static bool Throws<T>(Action action)
        where T : Exception => Record.Exception(action) is T;

    // Their lengths in 63 bits.
    private static bool AddUp(TreeEntry[] entries) => !Throws<OverflowException>(() => TreeTotals.Of(entries));

    private static void AssertRefused(TreeEntry entry) => Assert.Throws<ArgumentException>(() => Sample.Encode([entry]));

    private static ExtendedAttribute Attribute(string name, params byte[] value) => new(Encoding.UTF8.GetBytes(name), value);

    private static TreeEntry[] GoldenNode =>
    [
        new() { Name = new("a socket"), Type = EntryType.Socket, Mode = 0x1ED },
        new()
        {
            Name = new("absolute"), Type = EntryType.SymbolicLink, Mode = 0x1FF, UserId = 1000, GroupId = 1000,
            ModifiedTime = new(1_700_000_000, 999_999_999), LinkTarget = (byte[])[.. "/etc/"u8, 0xFF, .. "/x"u8],
        },
        new()
        {
            Name = new("block"), Type = EntryType.BlockDevice, Mode = 0x1B0, GroupId = 6, ModifiedTime = new(1, 1),
            DeviceMajor = 259, DeviceMinor = 70_000,
        },
        new()
        {
            Name = new("char"), Type = EntryType.CharacterDevice, Mode = 0x1B6, ModifiedTime = new(-1, 500_000_000),
            DeviceMajor = 1, DeviceMinor = 3,
        },
        new()
        {
            Name = new("dir"), Type = EntryType.Directory, Mode = 0x3FF, UserId = uint.MaxValue, GroupId = uint.MaxValue - 1,
            ModifiedTime = new(-2_208_988_800, 0), TreeId = Sample.Id(0x40), ContentOnlyId = Sample.Id(0x80),
            ExtendedAttributes = [Attribute("system.posix_acl_access", [.. Enumerable.Range(0, 12).Select(i => (byte)i)]), Attribute("user.empty")],
            Totals = new(3, 2, 1, 300),
        },
        new() { Name = new("empty"), Type = EntryType.File, Mode = 0x180, UserId = 1, GroupId = 2, ModifiedTime = new(1_600_000_000, 5) },
        new() { Name = new("fifo\n"), Type = EntryType.Fifo, Mode = 0x1A4, HardLinkGroup = 7 },
        new()
        {
            Name = new("hard"), Type = EntryType.File, Mode = 0x9ED, ModifiedTime = new(1_700_000_000, 123_456_789),
            HardLinkGroup = ulong.MaxValue, Length = 65_536, Content = new(FileContentKind.SingleChunk, Sample.Id(0)),
        },
        new()
        {
            Name = new("sparse"), Type = EntryType.File, Mode = 0x1A4, ModifiedTime = new(1_700_000_000, 0), Length = 1L << 40,
            Content = new(FileContentKind.ChunkList, Sample.Id(0xC0)), ExtendedAttributes = [Attribute("user.c", 0, 1)],
            Holes = [new(0, 4096), new(12_288, (1L << 40) - 12_288)],
        },
        new()
        {
            Name = new((ReadOnlySpan<byte>)[0xFF, 0xFE]), Type = EntryType.File, Length = 1,
            Content = new(FileContentKind.SingleChunk, Sample.Id(1)),
        },
    ];
}
