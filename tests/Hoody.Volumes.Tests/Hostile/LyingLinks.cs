using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Hostile;

/// <summary>Hard-link groups whose names cannot be one file, and links that lead out.</summary>
internal static class LyingLinks
{
    private const ulong Group = 7;

    private static readonly string[] _kinds = ["file", "other file", "link", "pipe", "device"];

    private static readonly (string What, Func<TreeEntry, TreeEntry> Change)[] _changes =
    [
        ("mode", entry => entry with { Mode = 0x9ED }),
        ("owner", entry => entry with { UserId = 1 }),
        ("time", entry => entry with { ModifiedTime = new UnixTime(1, 1) }),
        ("attribute", entry => entry with { ExtendedAttributes = [new ExtendedAttribute("user.a"u8.ToArray(), new byte[1])] }),
        ("hole", entry => entry with { Holes = [new Hole(0, 1)] }),
    ];

    private static readonly string[] _targets =
        ["/", "/etc", "..", "../canary", "../canary/file", ".", "sub/../../canary", "//../canary", "a\nb", "/proc/self/root", "/proc/self/fd/0"];

    public static IEnumerable<HostileTree> All =>
    [
        .. from first in _kinds from second in _kinds where first != second from isApart in (bool[])[true, false] select Pair(first, second, isApart),
        .. from change in _changes select new HostileTree($"two names of a file that differ in their {change.What}", HostileFate.Refused, async forge =>
        {
            TreeEntry file = await forge.FileAsync("a") with { HardLinkGroup = Group };
            return await forge.DirectoryAsync("", file, change.Change(file) with { Name = new EntryName("b") });
        }),
        new HostileTree("a hard-link group that names a directory", HostileFate.Undecodable, GroupOfDirectoryAsync),
        .. from target in _targets select new HostileTree($"a link to {EscapedText.Of(System.Text.Encoding.ASCII.GetBytes(target))}, and its other name", HostileFate.Made, async forge =>
        {
            TreeEntry link = Forge.Link("a", target) with { HardLinkGroup = Group };
            return await forge.DirectoryAsync("", link, await forge.DirectoryAsync("d", link with { Name = new EntryName("b") }), await forge.FileAsync("z"));
        }),
    ];

    private static HostileTree Pair(string first, string second, bool isApart) => new(
        $"a {first} and a {second} as one file in {(isApart ? "two directories" : "one directory")}",
        HostileFate.Refused,
        async forge =>
        {
            TreeEntry leader = await EntryAsync(forge, first, "a");
            TreeEntry follower = await EntryAsync(forge, second, "b");
            return isApart
                ? await forge.DirectoryAsync("", await forge.DirectoryAsync("sub", leader), await forge.DirectoryAsync("sub2", follower))
                : await forge.DirectoryAsync("", leader, follower);
        });

    private static async Task<TreeEntry> EntryAsync(Forge forge, string kind, string name)
    {
        TreeEntry entry = kind switch
        {
            "file" => await forge.FileAsync(name),
            "other file" => await forge.FileAsync(name, "another"),
            "link" => Forge.Link(name, "../canary/file"),
            "pipe" => new TreeEntry { Name = new EntryName(name), Type = EntryType.Fifo, Mode = 0x1A4 },
            _ => new TreeEntry { Name = new EntryName(name), Type = EntryType.CharacterDevice, Mode = 0x1B6, DeviceMajor = 1, DeviceMinor = 3 },
        };
        return entry with { HardLinkGroup = Group };
    }

    private static async Task<TreeEntry> GroupOfDirectoryAsync(Forge forge)
    {
        TreeEntry directory = await forge.DirectoryAsync("d");
        byte[] node = Forge.Node(directory);

        // The parts of the first entry announce a group; the group follows name, mode, owners and time.
        const int PartsOffset = 6;
        const int GroupOffset = PartsOffset + 1 + 2 + 2 + 2 + 2;
        node[PartsOffset] = 2;
        return await forge.NodeAsync("", [.. node[..GroupOffset], (byte)Group, .. node[GroupOffset..]], directory);
    }
}
