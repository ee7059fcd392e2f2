using Hoody.ChunkStore;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Trees;

/// <summary>Nodes that no correct writer makes. Each is crafted byte by byte, apart from the writer.</summary>
public sealed class HostileNodeTests
{
    private static readonly byte[] _id = new byte[BlobId.LengthBytes];

    public static TheoryData<string, byte[]> Nodes => new()
    {
        { "nothing at all", [] },
        { "another magic", [.. "HTM\u0001\0"u8] },
        { "version 0", [.. "HTN\0\0"u8] },
        { "no count", [.. "HTN\u0001"u8] },
        { "bytes left over", [.. "HTN\u0001\0\0"u8] },
        { "a count in two bytes that needs one", [.. "HTN\u0001"u8, 0x80, 0] },
        { "a count that never ends", [.. "HTN\u0001"u8, .. Enumerable.Repeat((byte)0xFF, 12)] },
        { "a count of 2^64", [.. "HTN\u0001"u8, .. Enumerable.Repeat((byte)0xFF, 9), 2] },
        { "a count of 2^64 - 1", [.. "HTN\u0001"u8, .. Enumerable.Repeat((byte)0xFF, 9), 1] },
        { "a count that the bytes cannot hold", [.. "HTN\u0001"u8, 0xFF, 0xFF, 0x0F] },
        { "the count of one more entry", [.. "HTN\u0001"u8, 2, .. Fifo("a"u8)] },
        { "the type 0", Node([0, .. Fifo("a"u8)[1..]]) },
        { "the type 8", Node([8, .. Fifo("a"u8)[1..]]) },
        { "an unknown part", Node([4, 8, .. Fifo("a"u8)[2..]]) },
        { "an empty name", Node(Fifo([])) },
        { "the name .", Node(Fifo("."u8)) },
        { "the name ..", Node(Fifo(".."u8)) },
        { "a name with a slash", Node(Fifo("a/b"u8)) },
        { "an absolute name", Node(Fifo("/etc"u8)) },
        { "a name with NUL", Node(Fifo("a\0"u8)) },
        { "a name longer than the rest", Node([4, 0, 255, .. "abc"u8]) },
        { "names out of order", Node(Fifo("b"u8), Fifo("a"u8)) },
        { "a name twice", Node(Fifo("a"u8), Fifo("a"u8)) },
        { "a mode of 13 bits", Node([4, 0, 1, (byte)'a', 0x80, 0x20, 0, 0, 0, 0]) },
        { "a user id of 33 bits", Node([4, 0, 1, (byte)'a', 0, 0x80, 0x80, 0x80, 0x80, 0x10, 0, 0, 0]) },
        { "a thousand million nanoseconds", Node([4, 0, 1, (byte)'a', 0, 0, 0, 0, 0x80, 0x94, 0xEB, 0xDC, 0x03]) },
        { "an empty hard-link group", Node([4, 2, .. Fifo("a"u8)[2..], 0]) },
        { "an empty list of attributes", Node([4, 1, .. Fifo("a"u8)[2..], 0]) },
        { "more attributes than the bytes can hold", Node([4, 1, .. Fifo("a"u8)[2..], 0xFF, 0x7F, 1, (byte)'n', 0]) },
        { "an attribute without a name", Node([4, 1, .. Fifo("a"u8)[2..], 1, 0, 0]) },
        { "an attribute longer than the rest", Node([4, 1, .. Fifo("a"u8)[2..], 1, 1, (byte)'n', 200, 1]) },
        { "an attribute twice", Node([4, 1, .. Fifo("a"u8)[2..], 2, 1, (byte)'n', 0, 1, (byte)'n', 0]) },
        { "holes of a pipe", Node([4, 4, .. Fifo("a"u8)[2..], 1, 0, 1]) },
        { "the content kind 3", Node([.. Entry(EntryType.File), 1, 3, .. _id]) },
        { "a length without content", Node([.. Entry(EntryType.File), 1, 0]) },
        { "content without length", Node([.. Entry(EntryType.File), 0, 1, .. _id]) },
        { "a length of 2^63", Node([.. Entry(EntryType.File), .. Enumerable.Repeat((byte)0x80, 9), 1, 1, .. _id]) },
        { "an empty list of holes", Node([.. Entry(EntryType.File, parts: 4), 9, 1, .. _id, 0]) },
        { "a hole without length", Node([.. Entry(EntryType.File, parts: 4), 9, 1, .. _id, 1, 0, 0]) },
        { "a hole beyond the end", Node([.. Entry(EntryType.File, parts: 4), 9, 1, .. _id, 1, 9, 1]) },
        { "a hole across the end", Node([.. Entry(EntryType.File, parts: 4), 9, 1, .. _id, 1, 8, 2]) },
        { "holes that touch", Node([.. Entry(EntryType.File, parts: 4), 9, 1, .. _id, 2, 1, 1, 0, 1]) },
        { "a hard-linked directory", Node([.. Entry(EntryType.Directory, parts: 2), 1, .. _id, .. _id, 0, 0, 0, 0]) },
        { "totals beyond the limit", Node([.. Entry(EntryType.Directory), .. _id, .. _id, 0x80, 0x80, 0x80, 0x80, 0x10, 0, 0, 0]) },
        { "totals that add up beyond the limit", Node([.. Entry(EntryType.Directory), .. _id, .. _id, .. Most, .. Most, 0, 0]) },
        { "a link to nothing", Node([.. Entry(EntryType.SymbolicLink), 0]) },
        { "a link with NUL", Node([.. Entry(EntryType.SymbolicLink), 3, .. "a\0b"u8]) },
        { "a link of 4,096 bytes", Node([.. Entry(EntryType.SymbolicLink), 0x80, 0x20, .. Enumerable.Repeat((byte)'a', 4096)]) },
        { "a major number of 33 bits", Node([.. Entry(EntryType.BlockDevice), 0x80, 0x80, 0x80, 0x80, 0x10, 0]) },
    };

    // One thousand million.
    private static byte[] Most => [0x80, 0x94, 0xEB, 0xDC, 0x03];

    [Theory]
    [MemberData(nameof(Nodes))]
    public void A_node_that_no_writer_makes_is_refused(string what, byte[] node)
    {
        Exception? exception = Record.Exception(() => TreeNode.Decode(node));

        Assert.True(exception is CorruptDataException, $"{what}: {exception?.GetType().Name ?? "accepted"}");
    }

    [Fact]
    public void A_later_version_is_refused_by_its_number()
    {
        var exception = Assert.Throws<UnsupportedFormatException>(() => TreeNode.Decode("HTN\u0002anything"u8));

        Assert.Equal("format version 2", exception.Found);
    }

    [Fact]
    public void A_node_cut_short_anywhere_is_refused()
    {
        byte[] node = Sample.Golden("node-v1.bin");

        Assert.All(Enumerable.Range(0, node.Length), length =>
            Assert.Throws<CorruptDataException>(() => TreeNode.Decode(node.AsSpan(0, length))));
    }

    [Fact]
    public void A_damaged_byte_gives_a_typed_error_or_another_well_formed_node()
    {
        byte[] node = Sample.Golden("node-v1.bin");
        int refused = 0;
        for (int i = 0; i < node.Length; i++)
        {
            foreach (byte value in (byte[])[1, 2, 4, 8, 16, 32, 64, 0x7F, 0x80, 0xFF])
            {
                byte[] damaged = [.. node];
                damaged[i] ^= value;
                refused += IsRefusedOrCanonical(damaged) ? 1 : 0;
            }
        }

        Assert.True(refused > node.Length * 2, $"only {refused} were refused");
    }

    // What decodes must be the one form of what it decodes to: two node bytes never mean the same directory.
    private static bool IsRefusedOrCanonical(byte[] damaged)
    {
        try
        {
            Assert.Equal(damaged, Sample.Encode(TreeNode.Decode(damaged)));
            return false;
        }
        catch (CorruptDataException)
        {
            return true;
        }
        catch (UnsupportedFormatException)
        {
            Assert.True(damaged[3] > TreeNode.Version);
            return true;
        }
    }

    private static byte[] Node(params byte[][] entries) => [.. "HTN\u0001"u8, (byte)entries.Length, .. entries.SelectMany(entry => entry)];

    private static byte[] Fifo(ReadOnlySpan<byte> name) => [(byte)EntryType.Fifo, 0, (byte)name.Length, .. name, 0, 0, 0, 0, 0];

    private static byte[] Entry(EntryType type, byte parts = 0) => [(byte)type, parts, 1, (byte)'a', 0, 0, 0, 0, 0];
}
