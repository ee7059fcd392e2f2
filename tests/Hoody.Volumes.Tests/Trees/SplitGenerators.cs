using FsCheck;
using FsCheck.Fluent;
using Hoody.ChunkStore;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Trees;

/// <summary>Makes directories and chunk lists of up to three levels of nodes, and names that are likely to be in one.</summary>
public static class SplitGenerators
{
    public static Arbitrary<LargeDirectory> Directories() => Arb.From(DirectoryGen, Shrink);

    public static Arbitrary<EntryName> Names() => Arb.From(NameGen);

    public static Arbitrary<LargeFile> Files() => Arb.From(FileGen, Shrink);

    // Three letters of thirteen: two directories of a thousand names have half of them in common.
    private static Gen<EntryName> NameGen { get; } =
        from letters in Gen.ArrayOf(Gen.Choose('a', 'm'), 3)
        select new EntryName([.. letters.Select(letter => (byte)letter)]);

    private static Gen<LargeDirectory> DirectoryGen { get; } =
        from size in Gen.Frequency((1, Gen.Choose(0, 16)), (2, Gen.Choose(100, 160)), (3, Gen.Choose(200, 3_000)))
        from names in Gen.ArrayOf(NameGen, size)
        from shift in Gen.Choose(0, 1)
        select new LargeDirectory([.. names.Distinct().Order().Select(name => EntryOf(name, shift))]);

    private static Gen<LargeFile> FileGen { get; } =
        from size in Gen.Frequency((1, Gen.Choose(2, 16)), (2, Gen.Choose(100, 160)), (3, Gen.Choose(200, 5_000)))
        from seed in Gen.Choose(0, int.MaxValue)
        select new LargeFile(RandomChunks(size, new System.Random(seed)));

    // The metadata of some differ between two directories, the data of none.
    private static TreeEntry EntryOf(EntryName name, int shift) =>
        Sample.File("a", name.ToString()) with { Name = name, Mode = name.Bytes[0] % 7 == 0 ? shift : 0x1A4 };

    private static ChunkSpan[] RandomChunks(int count, System.Random random)
    {
        var chunks = new ChunkSpan[count];
        byte[] id = new byte[BlobId.LengthBytes];
        for (int i = 0; i < count; i++)
        {
            random.NextBytes(id);
            chunks[i] = new ChunkSpan(new BlobId(id), random.Next(1, 1 << 16));
        }

        return chunks;
    }

    private static IEnumerable<LargeDirectory> Shrink(LargeDirectory directory) =>
        Halves([.. directory.Entries]).Select(half => new LargeDirectory(half));

    private static IEnumerable<LargeFile> Shrink(LargeFile file) =>
        Halves([.. file.Chunks]).Where(half => half.Length > 1).Select(half => new LargeFile(half));

    private static IEnumerable<T[]> Halves<T>(T[] items) => items.Length == 0 ? [] : [items[..(items.Length / 2)], items[(items.Length / 2)..], items[..^1]];
}
