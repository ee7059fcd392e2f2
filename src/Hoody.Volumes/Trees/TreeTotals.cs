namespace Hoody.Volumes.Trees;

/// <summary>What lies below a directory, itself not counted.</summary>
/// <param name="Files">Regular files; one with several names counts once for each.</param>
/// <param name="Directories">Directories.</param>
/// <param name="OtherEntries">Links, pipes, sockets and devices.</param>
/// <param name="LengthBytes">The files' lengths added up, holes included.</param>
public readonly record struct TreeTotals(long Files, long Directories, long OtherEntries, long LengthBytes)
{
    /// <summary>Every entry below the directory, of any type.</summary>
    /// <exception cref="OverflowException">The sum does not fit; never for totals read from a store.</exception>
    public long Entries => checked(Files + Directories + OtherEntries);

    /// <exception cref="OverflowException">A sum does not fit in 63 bits.</exception>
    internal static TreeTotals Of(IReadOnlyList<TreeEntry> entries)
    {
        TreeTotals totals = default;
        for (int i = 0; i < entries.Count; i++)
        {
            totals = totals.Plus(entries[i].Type, entries[i].Length, entries[i].Totals);
        }

        _ = totals.Entries;
        return totals;
    }

    /// <exception cref="OverflowException">A sum does not fit in 63 bits.</exception>
    internal static TreeTotals Of(IReadOnlyList<DirectoryChild> children)
    {
        TreeTotals totals = default;
        for (int i = 0; i < children.Count; i++)
        {
            totals = totals.Plus(children[i].Totals);
        }

        _ = totals.Entries;
        return totals;
    }

    private TreeTotals Plus(in TreeTotals other) => checked(new(
        Files + other.Files, Directories + other.Directories, OtherEntries + other.OtherEntries, LengthBytes + other.LengthBytes));

    /// <summary>With one entry more; false when a sum does not fit in 63 bits.</summary>
    internal bool TryAdd(in EntryOutline entry, out TreeTotals sum)
    {
        try
        {
            sum = Plus(entry.Type, entry.Length, entry.Totals);
            _ = sum.Entries;
            return true;
        }
        catch (OverflowException)
        {
            sum = default;
            return false;
        }
    }

    private TreeTotals Plus(EntryType type, long length, in TreeTotals below) => checked(type switch
    {
        EntryType.File => this with { Files = Files + 1, LengthBytes = LengthBytes + length },
        EntryType.Directory => Plus(below with { Directories = below.Directories + 1 }),
        _ => this with { OtherEntries = OtherEntries + 1 },
    });
}
