using FsCheck;
using FsCheck.Fluent;
using Hoody.ChunkStore;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Trees;

/// <summary>Makes arbitrary well-formed entries, every type and every optional part among them.</summary>
public static class TreeGenerators
{
    public static Arbitrary<TreeEntry[]> Entries() => Arb.From(NodeGen, Shrink);

    public static Arbitrary<EntryName> Names() => Arb.From(NameGen);

    public static Arbitrary<TreePath> Paths() =>
        Arb.From(from names in Gen.ArrayOf(NameGen) select names.Take(5).Aggregate(TreePath.Root, (path, name) => path.Combine(name)));

    private static Gen<EntryName> NameGen { get; } =
        from length in Gen.Frequency((6, Gen.Choose(1, 4)), (2, Gen.Choose(1, 40)), (1, Gen.Constant(EntryName.MaxLengthBytes)))
        from bytes in Gen.ArrayOf(Gen.Elements(NameBytes), length)
        where EntryName.TryCreate(bytes, out _)
        select new EntryName(bytes);

    // Few letters, so that names share prefixes; and every byte that matters somewhere.
    private static byte[] NameBytes { get; } = [.. "aab.- \n\\"u8, 1, 0x2E, 0x30, 0x7F, 0x80, 0xC3, 0xA9, 0xFF];

    private static Gen<ulong> NumberGen { get; } =
        from high in Gen.Choose(int.MinValue, int.MaxValue)
        from low in Gen.Choose(int.MinValue, int.MaxValue)
        from shift in Gen.Choose(0, 63)
        select (((ulong)(uint)high << 32) | (uint)low) >> shift;

    private static Gen<BlobId> IdGen { get; } =
        from seed in Gen.Choose(0, int.MaxValue)
        select BlobId.Compute(BlobKind.Chunk, BitConverter.GetBytes(seed));

    private static Gen<UnixTime> TimeGen { get; } =
        from seconds in NumberGen
        from nanoseconds in Gen.Choose(0, 999_999_999)
        select new UnixTime((long)seconds, nanoseconds);

    private static Gen<TreeEntry[]> NodeGen { get; } =
        from entries in Gen.ArrayOf(EntryGen())
        select entries.DistinctBy(entry => entry.Name).OrderBy(entry => entry.Name).ToArray();

    private static Gen<TreeEntry> EntryGen() =>
        from name in NameGen
        from mode in Gen.Choose(0, 0xFFF)
        from owners in Gen.Two(NumberGen)
        from time in TimeGen
        from attributes in AttributesGen()
        from data in Gen.OneOf(FileGen(), DirectoryGen(), LinkGen(), DeviceGen(), BareGen())
        from link in Gen.Frequency((3, Gen.Constant(0UL)), (1, NumberGen))
        select data with
        {
            Name = name,
            Mode = mode,
            UserId = (uint)owners.Item1,
            GroupId = (uint)owners.Item2,
            ModifiedTime = time,
            ExtendedAttributes = attributes,
            HardLinkGroup = data.Type == EntryType.Directory ? 0 : link,
        };

    private static Gen<ExtendedAttribute[]> AttributesGen() =>
        from count in Gen.Frequency((4, Gen.Constant(0)), (1, Gen.Choose(1, 3)))
        from names in Gen.ArrayOf(NameGen, count)
        from value in Gen.ArrayOf(Gen.Choose(0, 255))
        select names.Distinct().Order()
            .Select(name => new ExtendedAttribute(name.Bytes.ToArray(), value.Select(b => (byte)b).ToArray()))
            .ToArray();

    private static Gen<TreeEntry> FileGen() =>
        from length in Gen.Frequency((1, Gen.Constant(0UL)), (4, NumberGen))
        from isList in Gen.Elements(true, false)
        from id in IdGen
        from cuts in Gen.ArrayOf(NumberGen)
        select MakeFile((long)(length & long.MaxValue), isList ? FileContentKind.ChunkList : FileContentKind.SingleChunk, id, cuts);

    private static TreeEntry MakeFile(long length, FileContentKind kind, BlobId id, ulong[] cuts)
    {
        long[] bounds = [.. cuts.Select(cut => length == 0 ? 0 : (long)(cut % (ulong)length)).Distinct().Order()];
        return new TreeEntry
        {
            Name = default,
            Type = EntryType.File,
            Length = length,
            Content = length == 0 ? FileContent.Empty : new FileContent(kind, id),
            Holes = [.. bounds.Chunk(2).Where(pair => pair.Length == 2).Select(pair => new Hole(pair[0], pair[1] - pair[0]))],
        };
    }

    private static Gen<TreeEntry> DirectoryGen() =>
        from ids in Gen.Two(IdGen)
        from counts in Gen.Three(Gen.Choose(0, 300_000_000))
        from length in NumberGen
        select new TreeEntry
        {
            Name = default,
            Type = EntryType.Directory,
            TreeId = ids.Item1,
            ContentOnlyId = ids.Item2,
            // Kept small enough that the lengths of a node's directories can be added up.
            Totals = new TreeTotals(counts.Item1, counts.Item2, counts.Item3, (long)(length >> 8)),
        };

    private static Gen<TreeEntry> LinkGen() =>
        from target in Gen.NonEmptyListOf(Gen.Choose(1, 255))
        select new TreeEntry { Name = default, Type = EntryType.SymbolicLink, LinkTarget = target.Select(b => (byte)b).ToArray() };

    private static Gen<TreeEntry> DeviceGen() =>
        from type in Gen.Elements(EntryType.CharacterDevice, EntryType.BlockDevice)
        from numbers in Gen.Two(NumberGen)
        select new TreeEntry { Name = default, Type = type, DeviceMajor = (uint)numbers.Item1, DeviceMinor = (uint)numbers.Item2 };

    private static Gen<TreeEntry> BareGen() =>
        from type in Gen.Elements(EntryType.Fifo, EntryType.Socket)
        select new TreeEntry { Name = default, Type = type };

    private static IEnumerable<TreeEntry[]> Shrink(TreeEntry[] entries) =>
        Enumerable.Range(0, entries.Length).Select(removed => entries.Where((_, index) => index != removed).ToArray());
}
