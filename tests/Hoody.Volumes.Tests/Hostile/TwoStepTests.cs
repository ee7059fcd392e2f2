using Hoody.ChunkStore;
using Hoody.Testing;
using Hoody.Volumes.Export;
using Hoody.Volumes.Syncing;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Hostile;

/// <summary>One export leaves something that leads out, and the next one has a name for it to write through.</summary>
public sealed class TwoStepTests : IDisposable
{
    /// <summary>What stands at <c>x</c> when the second export begins: what a tree can put there, and what only somebody else can.</summary>
    private static readonly IReadOnlyDictionary<string, string> _first = new Dictionary<string, string>
    {
        ["a link to a directory"] = "ln -s ../canary x",
        ["an absolute link to a directory"] = "ln -s \"$(realpath ../canary)\" x",
        ["a chain of links"] = "ln -s y x; ln -s z y; ln -s ../canary z",
        ["a link to a file"] = "ln -s ../canary/file x",
        ["a link to a file that is not there"] = "ln -s ../canary/new x",
        ["a link to itself"] = "ln -s x x",
        ["a link through the process"] = "ln -s /proc/self/cwd/../canary x",
        ["another name of a file outside"] = "ln ../canary/file x",
        ["another name of a link outside"] = "ln -P ../canary/link x",
        ["a directory with links in it"] = "mkdir x; ln -s ../../canary/file x/file; ln -s ../../canary x/inner; ln -s ../../canary/sub x/z",
        ["a directory with names of files outside"] = "mkdir -p x/inner; ln ../canary/file x/file; ln ../canary/secret x/inner/file",
        ["a pipe without a reader"] = "mkfifo x",
        ["a file"] = "echo tweet > x",
    };

    private static readonly IReadOnlyDictionary<string, Func<Forge, Task<TreeEntry[]>>> _second = new Dictionary<string, Func<Forge, Task<TreeEntry[]>>>
    {
        ["a file"] = async forge => [await forge.FileAsync("x")],
        ["the same file with other rights"] = async forge => [await forge.FileAsync("x", "tweet\n") with { Mode = 0x1FF, UserId = 7 }],
        ["a directory with a file"] = async forge => [await forge.DirectoryAsync("x", await forge.FileAsync("file"))],
        ["a directory with the same file"] = async forge => [await forge.DirectoryAsync("x", await forge.FileAsync("file", "tweet\n") with { Mode = 0x1FF })],
        ["a directory of directories"] = async forge =>
            [await forge.DirectoryAsync("x", await forge.DirectoryAsync("inner", await forge.FileAsync("file")), await forge.DirectoryAsync("z"))],
        ["two names of a file"] = async forge =>
        [
            await forge.FileAsync("w") with { HardLinkGroup = 7 },
            await forge.DirectoryAsync("x", await forge.FileAsync("file") with { HardLinkGroup = 7 }),
        ],
        ["two names of a file, the first inside"] = async forge =>
        [
            await forge.DirectoryAsync("x", await forge.FileAsync("file") with { HardLinkGroup = 7 }),
            await forge.FileAsync("z") with { HardLinkGroup = 7 },
        ],
        ["a link"] = _ => Task.FromResult<TreeEntry[]>([Forge.Link("x", "../canary/file")]),
        ["nothing"] = _ => Task.FromResult<TreeEntry[]>([]),
    };

    private readonly TempDirectory _directory = new();

    public static TheoryData<string, string> Pairs
    {
        get
        {
            TheoryData<string, string> pairs = [];
            foreach (string first in _first.Keys)
            {
                foreach (string second in _second.Keys)
                {
                    pairs.Add(first, second);
                }
            }

            return pairs;
        }
    }

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task What_the_first_step_left_is_replaced_and_never_passed(string first, string second)
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        Forge forge = new(volume);
        TreeEntry root = await forge.DirectoryAsync("", await _second[second](forge));
        _directory.CreateDirectory("target");
        Canary canary = new(_directory.Path, _first[first], isShared: first.Contains("name", StringComparison.Ordinal));

        await volume.Store.ExportAsync(root, _directory["target"]);

        canary.AssertUntouched();
        ExportResult again = await volume.Store.ExportAsync(root, _directory["target"]);
        Assert.Equal((root.Totals.Entries, 0), (again.Untouched, again.Created + again.Replaced + again.MetadataOnly + again.Removed));
        canary.AssertUntouched();
    }

    /// <summary>The same two steps in a store: what the first left is the target, imported, and the second is synced over it, and made in a volume of it.</summary>
    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task What_the_first_step_left_is_replaced_by_a_sync_and_in_a_volume(string first, string second)
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        Forge forge = new(volume);
        TreeEntry[] entries = await _second[second](forge);
        TreeEntry root = await forge.DirectoryAsync("", entries);

        // All beside the canary, where the links lead to it, and there before it.
        Array.ForEach(["target", "synced-Overwrite", "synced-Keep", "volume", "committed"], name => _directory.CreateDirectory(name));
        Canary canary = new(_directory.Path, _first[first], isShared: first.Contains("name", StringComparison.Ordinal));
        BlobId left = await volume.PutSnapshotAsync((await volume.Store.ImportAsync(_directory["target"])).Root);
        canary.AssertUntouched();
        foreach (SyncPolicy policy in (SyncPolicy[])[SyncPolicy.Overwrite, SyncPolicy.Keep])
        {
            await volume.Blobs.Refs.UpdateAsync(policy.ToString(), left, 0);
            SyncPlan plan = await volume.Store.PlanSyncAsync(
                await volume.PutSnapshotAsync(root), policy.ToString(), null, new SyncOptions { Policy = policy, MaxRemovedShare = 1 });
            TreeEntry synced = (await plan.ApplyAsync()).Root;

            await volume.Store.ExportAsync(synced, _directory[$"synced-{policy}"]);
            Assert.True(policy == SyncPolicy.Keep || synced == root);
            canary.AssertUntouched();
        }

        // A link is an entry like any other in a volume: nothing is below it.
        await using Volume edited = await volume.Store.CloneAsync(left, _directory["volume"]);
        TreePath x = TreePath.Parse("x");
        bool isDirectory = (await edited.FindAsync(x))!.Type == EntryType.Directory;
        Exception? error = await Record.ExceptionAsync(
            () => edited.CreateAsync(x.Combine(new EntryName("through")), new TreeEntry { Name = default, Type = EntryType.File, Mode = 0x1A4 }));
        Assert.Equal(isDirectory, error is null);
        Assert.True(error is null or FileTreeException, error?.ToString());
        await volume.Store.ExportAsync((await volume.Store.GetSnapshotAsync(await edited.CommitAsync())).Root, _directory["committed"]);
        canary.AssertUntouched();
    }
}
