using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Hostile;

/// <summary>A name twice: a link first, and then something to be written through it. And names out of order, so that twice is not beside each other.</summary>
internal static class DisorderedNodes
{
    private static readonly string[] _kinds = ["file", "directory", "link", "pipe"];

    public static IEnumerable<HostileTree> All =>
    [
        .. from first in _kinds from second in _kinds select Pair($"{first} and {second} of one name", first, "sub", second, "sub"),
        .. from first in _kinds from second in _kinds select Pair($"{first} after {second} out of order", first, "z", second, "a"),
        .. from kind in _kinds select Apart(kind),
        Pair("bytes above 127 sorted as if they were negative", "file", "\u00e9", "file", "a"),
    ];

    private static HostileTree Pair(string what, string first, string firstName, string second, string secondName) => new(
        what,
        HostileFate.Undecodable,
        async forge => await forge.DirectoryAsync("", await EntryAsync(forge, first, firstName), await EntryAsync(forge, second, secondName)));

    private static HostileTree Apart(string kind) => new(
        $"a link, and with a name between them a {kind} in its place",
        HostileFate.Undecodable,
        async forge => await forge.DirectoryAsync(
            "", await EntryAsync(forge, "link", "sub"), await EntryAsync(forge, "file", "z"), await EntryAsync(forge, kind, "sub")));

    private static async Task<TreeEntry> EntryAsync(Forge forge, string kind, string name) => kind switch
    {
        "file" => await forge.FileAsync(name),
        "directory" => await forge.DirectoryAsync(name, await forge.FileAsync("file")),
        "link" => Forge.Link(name, "../canary"),
        _ => new TreeEntry { Name = new EntryName(name), Type = EntryType.Fifo, Mode = 0x1A4 },
    };
}
