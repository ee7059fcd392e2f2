using FsCheck;
using FsCheck.Fluent;
using Hoody.Volumes.Tests.Trees;
using static Hoody.Volumes.Tests.Syncing.SyncFixture;

namespace Hoody.Volumes.Tests.Syncing;

/// <summary>A tree of few names for fewer files.</summary>
public sealed record LinkedTree(ModelTree Tree);

/// <summary>Makes them.</summary>
public static class LinkedTrees
{
    private static readonly string[] _paths = ["a", "b", "d/a", "d/b", "e/a", "f"];

    // Which file each name has; 0 for none. A group has the number of its first name, as an import gives it.
    public static Arbitrary<LinkedTree> Trees() => Arb.From(
        from files in Gen.ArrayOf(Gen.Choose(0, 4), _paths.Length)
        from version in Gen.Choose(0, 1)
        select new LinkedTree(Make([.. files.Zip(_paths, (file, path) => (path, file))], version)));

    private static ModelTree Make(IReadOnlyList<(string Path, int File)> names, int version)
    {
        Dictionary<string, ModelTree> made = names.Where(name => name.File != 0).ToDictionary(
            name => name.Path,
            name => File(
                name.Path[^1..],
                $"{name.File}.{version * (name.File % 2)}",
                names.Count(other => other.File == name.File) > 1 ? (ulong)names.TakeWhile(other => other.File != name.File).Count() + 1 : 0));
        ModelTree[] children =
        [
            .. made.Where(file => !file.Key.Contains('/')).Select(file => file.Value),
            .. made.Where(file => file.Key.Contains('/')).GroupBy(file => file.Key[..1])
                .Select(group => Directory(group.Key, [.. group.Select(file => file.Value)])),
        ];
        return Tree([.. children.OrderBy(child => child.Entry.Name)]);
    }
}
