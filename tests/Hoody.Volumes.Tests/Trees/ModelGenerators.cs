using FsCheck;
using FsCheck.Fluent;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Trees;

/// <summary>Makes small trees over few names and few contents, so that two of them have much in common.</summary>
public static class ModelGenerators
{
    private static readonly string[] _names = ["a", "a-", "a.b", "b", "\u00e9"];
    private static readonly string[] _data = ["", "x", "xyz", "xyzxyz", "xyz123xyz4"];

    public static Arbitrary<ModelTree> Trees() => Arb.From(DirectoryGen(depth: 3, EntryName.Root), Shrink);

    private static Gen<ModelTree> DirectoryGen(int depth, EntryName name) =>
        from metadata in MetadataGen(name, EntryType.Directory)
        from names in Gen.SubListOf(_names)
        from children in Gen.CollectToList(names.Order(StringComparer.Ordinal), child => ChildGen(depth - 1, new EntryName(child)))
        select new ModelTree { Entry = metadata, Children = [.. children.OrderBy(child => child.Entry.Name)] };

    private static Gen<ModelTree> ChildGen(int depth, EntryName name) => depth == 0
        ? LeafGen(name)
        : Gen.Frequency((3, LeafGen(name)), (2, DirectoryGen(depth, name)));

    private static Gen<ModelTree> LeafGen(EntryName name) => Gen.Frequency(
        (4, FileGen(name)),
        (1, from metadata in MetadataGen(name, EntryType.SymbolicLink)
            from target in Gen.Elements("a", "../b")
            select new ModelTree { Entry = metadata with { LinkTarget = System.Text.Encoding.ASCII.GetBytes(target) } }),
        (1, from metadata in MetadataGen(name, EntryType.BlockDevice)
            from minor in Gen.Choose(0, 1)
            select new ModelTree { Entry = metadata with { DeviceMinor = (uint)minor } }));

    private static Gen<ModelTree> FileGen(EntryName name) =>
        from metadata in MetadataGen(name, EntryType.File)
        from text in Gen.Elements(_data)
        from hasHole in Gen.Frequency((4, Gen.Constant(false)), (1, Gen.Constant(text.Length > 0)))
        select new ModelTree
        {
            Entry = metadata with { Length = text.Length, Holes = hasHole ? [new Hole(0, 1)] : [] },
            Data = System.Text.Encoding.ASCII.GetBytes(text),
        };

    private static Gen<TreeEntry> MetadataGen(EntryName name, EntryType type) =>
        from mode in Gen.Elements(0x1A4, 0x1ED)
        from seconds in Gen.Frequency((4, Gen.Constant(0)), (1, Gen.Choose(-1, 1)))
        select new TreeEntry { Name = name, Type = type, Mode = mode, ModifiedTime = new UnixTime(seconds, 0) };

    private static IEnumerable<ModelTree> Shrink(ModelTree tree) =>
        tree.Children.Select((_, removed) => new ModelTree { Entry = tree.Entry, Children = [.. tree.Children.Where((_, index) => index != removed)] })
            .Concat(tree.Children.SelectMany((child, index) => Shrink(child).Select(smaller =>
                new ModelTree { Entry = tree.Entry, Children = [.. tree.Children.Select((other, i) => i == index ? smaller : other)] })));
}
