using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Hostile;

/// <summary>Entries and indexes that say of a directory what is not so.</summary>
internal static class LyingDirectories
{
    private static readonly (string Name, Func<TreeTotals, long, TreeTotals> Add)[] _fields =
    [
        ("files", (totals, difference) => totals with { Files = totals.Files + difference }),
        ("directories", (totals, difference) => totals with { Directories = totals.Directories + difference }),
        ("other entries", (totals, difference) => totals with { OtherEntries = totals.OtherEntries + difference }),
        ("bytes", (totals, difference) => totals with { LengthBytes = totals.LengthBytes + difference }),
    ];

    public static IEnumerable<HostileTree> All =>
    [
        .. from counted in _fields from difference in (long[])[1, -1, 100_000_000] from isRoot in (bool[])[true, false] select Totals(counted, difference, isRoot),
        .. from counted in _fields select NodeTotals(counted),
        .. from count in (int[])[1, -1, 1000] select Counts(count),
        ContentOnlyId(isRoot: true),
        ContentOnlyId(isRoot: false),
        Split("the honest directory that the lies are made from", _ => { }, HostileFate.Made),
        Split("a node with another content-only id", children => children[0] = children[0] with { ContentOnlyId = Sample.Id(1) }),
        Split("a node twice", children => children[1] = children[0] with { LastName = children[1].LastName }),
        Split("two nodes exchanged", children => (children[0], children[1]) = (
            children[1] with { LastName = children[0].LastName, EntryCount = children[0].EntryCount, Totals = children[0].Totals },
            children[0] with { LastName = children[1].LastName, EntryCount = children[1].EntryCount, Totals = children[1].Totals })),
        Split("a node that nobody stored", children => children[^1] = children[^1] with { Id = Sample.Id(9) }),
        Split("entries that the last name hides", children => children[0] = children[0] with { LastName = new EntryName("000001") }),
        .. from level in (int[])[2, 5] select Level(level, HostileFate.Refused),
        .. from level in (int[])[0, 6, 255] select Level(level, HostileFate.Undecodable),
    ];

    private static HostileTree Totals((string Name, Func<TreeTotals, long, TreeTotals> Add) counted, long difference, bool isRoot) => new(
        $"{difference:+0;-0} {counted.Name} in {(isRoot ? "the root" : "a directory")}",
        HostileFate.Refused,
        async forge =>
        {
            TreeEntry honest = await HonestAsync(forge);
            TreeEntry lying = honest with { Totals = counted.Add(honest.Totals, difference) };
            return isRoot ? lying : await forge.BelowAsync(lying);
        });

    private static HostileTree NodeTotals((string Name, Func<TreeTotals, long, TreeTotals> Add) counted) => Split(
        $"one of {counted.Name} too many in a node", children => children[0] = children[0] with { Totals = counted.Add(children[0].Totals, 1) });

    private static HostileTree Counts(int difference) => Split(
        $"a count wrong by {difference} in a node",
        children => children[1] = children[1] with
        {
            EntryCount = children[1].EntryCount + difference,
            Totals = children[1].Totals with { OtherEntries = 1000 }, // A count is never more than they allow.
        });

    private static HostileTree ContentOnlyId(bool isRoot) => new(
        $"another content-only id in {(isRoot ? "the root" : "a directory")}",
        HostileFate.Refused,
        async forge =>
        {
            TreeEntry lying = await HonestAsync(forge) with { ContentOnlyId = Sample.Id(1) };
            return isRoot ? lying : await forge.BelowAsync(lying);
        });

    private static HostileTree Level(int level, HostileFate fate) => new(
        $"nodes of entries below an index of level {level}",
        fate,
        async forge => await forge.BelowAsync(await (await SplitForge.CreateAsync(forge)).PutAsync(level)));

    private static HostileTree Split(string what, Action<List<DirectoryChild>> change, HostileFate fate = HostileFate.Refused) => new(
        what,
        fate,
        async forge =>
        {
            SplitForge split = await SplitForge.CreateAsync(forge);
            change(split.Children);
            return await forge.BelowAsync(await split.PutAsync());
        });

    private static async Task<TreeEntry> HonestAsync(Forge forge) => await forge.DirectoryAsync(
        "", await forge.DirectoryAsync("d", await forge.FileAsync("inner")), await forge.FileAsync("file"), Forge.Link("link", "file"));
}
