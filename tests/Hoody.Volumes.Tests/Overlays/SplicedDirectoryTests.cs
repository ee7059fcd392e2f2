using FsCheck.Xunit;
using Hoody.ChunkStore;
using Hoody.Testing;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Overlays;

/// <summary>What a commit puts together from stored nodes and changed ones is stored as if it had always been so.</summary>
public sealed class SplicedDirectoryTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Property(Arbitrary = [typeof(SplitGenerators)])]
    public async Task Any_names_that_come_and_go(LargeDirectory before, EntryName[] toggled) => await AssertAsync(before, toggled.Distinct());

    [Property(Arbitrary = [typeof(SplitGenerators)])]
    public async Task A_run_of_names_that_goes(LargeDirectory before, ushort from, ushort count)
    {
        int start = from % (before.Entries.Count + 1);
        await AssertAsync(before, before.Entries.Skip(start).Take(count % 2_000).Select(entry => entry.Name));
    }

    [Property(Arbitrary = [typeof(SplitGenerators)])]
    public async Task All_names_but_the_first_ones(LargeDirectory before, byte kept) =>
        await AssertAsync(before, before.Entries.Skip(100 + (kept % 64)).Select(entry => entry.Name));

    private async Task AssertAsync(LargeDirectory before, IEnumerable<EntryName> toggled)
    {
        await using MemoryVolume store = await MemoryVolume.CreateAsync();
        BlobId snapshot = await store.PutSnapshotAsync(await store.PutDirectoryAsync(before));
        await using Volume volume = await store.Store.CloneAsync(snapshot, _directory[Guid.NewGuid().ToString()]);
        SortedDictionary<EntryName, TreeEntry> expected = new(before.Entries.ToDictionary(entry => entry.Name));
        foreach (EntryName name in toggled)
        {
            TreePath path = TreePath.Root.Combine(name);
            if (expected.Remove(name))
            {
                await volume.DeleteAsync(path);
                continue;
            }

            await volume.CreateAsync(path, VolumeFixture.NewFile);
            expected.Add(name, (await volume.FindAsync(path))! with { Content = FileContent.Empty }); // It was just made.
        }

        TreeEntry committed = (await store.Store.GetSnapshotAsync(await volume.CommitAsync())).Root;

        TreeEntry whole = await store.PutDirectoryAsync(new LargeDirectory([.. expected.Values]));
        Assert.Equal((whole.TreeId, whole.ContentOnlyId, whole.Totals), (committed.TreeId, committed.ContentOnlyId, committed.Totals));
    }
}
