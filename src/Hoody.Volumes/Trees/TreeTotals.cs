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
            totals = totals.Plus(entries[i]);
        }

        _ = totals.Entries;
        return totals;
    }

    private TreeTotals Plus(TreeEntry entry) => checked(entry.Type switch
    {
        EntryType.File => this with { Files = Files + 1, LengthBytes = LengthBytes + entry.Length },
        EntryType.Directory => new(
            Files + entry.Totals.Files,
            Directories + entry.Totals.Directories + 1,
            OtherEntries + entry.Totals.OtherEntries,
            LengthBytes + entry.Totals.LengthBytes),
        _ => this with { OtherEntries = OtherEntries + 1 },
    });
}
