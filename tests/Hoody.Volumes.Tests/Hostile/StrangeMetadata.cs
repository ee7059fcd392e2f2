using System.Globalization;
using System.Text;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Hostile;

/// <summary>Owners, modes, times, attributes and devices that a kernel refuses, rounds, or takes for something else.</summary>
internal static class StrangeMetadata
{
    private const int AllBits = 0xFFF;

    private static readonly (string Name, byte[] Value)[] _attributes =
    [
        ("no.such.namespace", [1]), ("user.", [1]), ("user", [1]), ("system.posix_acl_access", [1, 2, 3]), ("system.posix_acl_default", new byte[65_536]),
        ("security.capability", [9, 9, 9]), ("security.selinux", "\0\0"u8.ToArray()), ("security.ima", [3]), ("trusted.SGI_ACL_FILE", [0]), ("trusted.overlay.opaque", "y"u8.ToArray()),
        ("trusted.overlay.redirect", "/../../canary"u8.ToArray()), ("system.nfs4_acl", [1]), ("btrfs.compression", "zlib"u8.ToArray()),
        ("user.long", new byte[65_536]), (new string('n', 255), [1]), ("user." + new string('n', 250), [1]), ("\u0001\n", [1]),
    ];

    public static IEnumerable<HostileTree> All =>
    [
        .. from attribute in _attributes select Attribute(attribute.Name, attribute.Value),
        .. from seconds in (long[])[long.MinValue, -1L << 40, -1, 1L << 33, 1L << 40, long.MaxValue] select File(
            $"the time {seconds}", file => file with { ModifiedTime = new UnixTime(seconds, 999_999_999) }),
        .. from mode in (int[])[0, 0x800, 0x400, 0x200, AllBits] select File($"the mode {mode:x3}", file => file with { Mode = mode }),
        .. from id in (uint[])[1, uint.MaxValue - 1, uint.MaxValue] select File(
            $"set-user-id of the owner {id}", file => file with { UserId = id, GroupId = id, Mode = AllBits }),
        .. from id in (uint[])[uint.MaxValue] select new HostileTree($"a directory of the owner {id}", HostileFate.Made, async forge =>
            await forge.DirectoryAsync("", await forge.DirectoryAsync("d") with { UserId = id, GroupId = id, Mode = AllBits })),
        .. from type in (EntryType[])[EntryType.CharacterDevice, EntryType.BlockDevice]
           from number in (uint[])[0, 1, 4095, 4096, uint.MaxValue]
           select Special(type, number),
        Special(EntryType.Socket, 0),
        Special(EntryType.Fifo, 0),
        new HostileTree("more attributes than can be listed", HostileFate.Undecodable, ManyAttributesAsync),
        new HostileTree("a name that looks temporary", HostileFate.Made, async forge =>
            await forge.DirectoryAsync("", await forge.FileAsync(".hoody-0000000000000001.tmp"), await forge.DirectoryAsync(".hoody-new-target"))),
        new HostileTree("names that are not text", HostileFate.Made, async forge => await forge.DirectoryAsync(
            "", await forge.FileAsync("a") with { Name = new EntryName([1, 27, (byte)'[', (byte)'2', (byte)'J']) }, await forge.FileAsync("a") with { Name = new EntryName([0xC3]) })),
    ];

    private static HostileTree Attribute(string name, byte[] value) => File(
        $"the attribute {EscapedText.Of(Encoding.ASCII.GetBytes(name))} of {value.Length} bytes",
        file => file with { ExtendedAttributes = [new ExtendedAttribute(Encoding.ASCII.GetBytes(name), value)] });

    private static HostileTree File(string what, Func<TreeEntry, TreeEntry> change) => new(
        what, HostileFate.Made, async forge => await forge.DirectoryAsync("", change(await forge.FileAsync("file")), Forge.Link("link", "../canary/file")));

    // Far fewer than the count allows, of names as long as one can be.
    private static async Task<TreeEntry> ManyAttributesAsync(Forge forge)
    {
        const int Count = 300;
        TreeEntry file = await forge.FileAsync("file");
        byte[] one = Forge.Node(file with { ExtendedAttributes = [new ExtendedAttribute(AttributeName(0), new byte[1])] });
        int at = one.AsSpan().IndexOf(AttributeName(0)) - 2; // Its length and the count stand before it.
        byte[] attributes = [.. Enumerable.Range(0, Count).SelectMany(number => (byte[])[255, .. AttributeName(number), 1, 0])];
        return await forge.NodeAsync("", [.. one[..at], 0x80 | (Count & 0x7F), Count >> 7, .. attributes, .. one[(at + 2 + 255 + 2)..]], file);
    }

    private static byte[] AttributeName(int number) => Encoding.ASCII.GetBytes("user." + number.ToString("D250", CultureInfo.InvariantCulture));

    private static HostileTree Special(EntryType type, uint number) => new(
        $"a {type} {number}", HostileFate.Made, async forge => await forge.DirectoryAsync("", new TreeEntry
        {
            Name = new EntryName("special"), Type = type, Mode = AllBits,
            DeviceMajor = type is EntryType.Fifo or EntryType.Socket ? 0 : number, DeviceMinor = type is EntryType.Fifo or EntryType.Socket ? 0 : number,
        }));
}
