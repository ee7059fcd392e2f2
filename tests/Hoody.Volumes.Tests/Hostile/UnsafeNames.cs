using System.Text;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Hostile;

/// <summary>Names that lead out, for entries of every type that could be written through, and for the bounds of split directories.</summary>
internal static class UnsafeNames
{
    private static readonly string[] _names =
    [
        "", ".", "..", "/", "//", "/etc", "/etc/passwd", "a/b", "a/", "./a", "../canary/file", "a/../../canary/file", "..\0", "\0", "a\0", "canary\0/..",
        new('/', EntryName.MaxLengthBytes),
    ];

    public static IEnumerable<HostileTree> All =>
    [
        .. from name in _names from type in (EntryType[])[EntryType.File, EntryType.Directory, EntryType.SymbolicLink, EntryType.Fifo] select Below(name, type),
        .. from name in _names select AtTheTop(name),
        .. from name in _names select AsLastNameOfANode(name),
    ];

    private static HostileTree Below(string name, EntryType type) => new(
        $"a {type} called {EscapedText.Of(Encoding.ASCII.GetBytes(name))}",
        HostileFate.Undecodable,
        async forge => await forge.BelowAsync(await NodeAsync(forge, "sub", name, await EntryAsync(forge, type))));

    private static HostileTree AtTheTop(string name) => new(
        $"{EscapedText.Of(Encoding.ASCII.GetBytes(name))} in the root",
        HostileFate.Undecodable,
        async forge => await NodeAsync(forge, "", name, await EntryAsync(forge, EntryType.File)));

    private static HostileTree AsLastNameOfANode(string name) => new(
        $"a split directory with a node up to {EscapedText.Of(Encoding.ASCII.GetBytes(name))}",
        HostileFate.Undecodable,
        async forge =>
        {
            SplitForge split = await SplitForge.CreateAsync(forge);
            split.Children[^1] = split.Children[^1] with { LastName = new EntryName(Forge.Placeholder) };
            return await forge.BelowAsync(await split.PutAsync(1, index => Forge.Renamed(index, Encoding.ASCII.GetBytes(name))));
        });

    private static Task<TreeEntry> NodeAsync(Forge forge, string directory, string name, TreeEntry entry) =>
        forge.NodeAsync(directory, Forge.Renamed(Forge.Node(entry), Encoding.ASCII.GetBytes(name)), entry);

    private static async Task<TreeEntry> EntryAsync(Forge forge, EntryType type) => type switch
    {
        EntryType.File => await forge.FileAsync(Forge.Placeholder),
        EntryType.Directory => await forge.DirectoryAsync(Forge.Placeholder, await forge.FileAsync("file")),
        EntryType.SymbolicLink => Forge.Link(Forge.Placeholder, "/etc"),
        _ => new TreeEntry { Name = new EntryName(Forge.Placeholder), Type = type, Mode = 0x1A4 },
    };
}
