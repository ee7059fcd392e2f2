using FsCheck.Xunit;
using Hoody.Volumes.Diffing;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Diffing;

/// <summary>Differences of directories that are split.</summary>
public sealed class LargeDirectoryDiffTests
{
    [Property(Arbitrary = [typeof(SplitGenerators)])]
    public async Task Any_two_directories_differ_in_what_a_comparison_of_all_entries_finds(LargeDirectory before, LargeDirectory after)
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();

        await AssertDiffAsync(volume, before, after);
    }

    [Property(Arbitrary = [typeof(SplitGenerators)])]
    public async Task Few_changes_are_found_wherever_they_are(LargeDirectory before, EntryName[] names)
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();

        await AssertDiffAsync(volume, before, names.Aggregate(before, (changed, name) => changed.Toggle(name)));
    }

    private static async Task AssertDiffAsync(MemoryVolume volume, LargeDirectory before, LargeDirectory after)
    {
        List<TreeChange> changes = await volume.CollectAsync(
            volume.Store.DiffAsync(await volume.PutDirectoryAsync(before), await volume.PutDirectoryAsync(after)));

        Assert.Equal(Compare(before, after), changes.Select(change => (change.Before, change.After)));
    }

    private static IEnumerable<(TreeEntry? Before, TreeEntry? After)> Compare(LargeDirectory before, LargeDirectory after)
    {
        Dictionary<EntryName, TreeEntry> left = before.Entries.ToDictionary(entry => entry.Name);
        Dictionary<EntryName, TreeEntry> right = after.Entries.ToDictionary(entry => entry.Name);
        return left.Keys.Union(right.Keys).Order()
            .Select(name => (left.GetValueOrDefault(name), right.GetValueOrDefault(name)))
            .Where(pair => pair.Item1 != pair.Item2);
    }
}
