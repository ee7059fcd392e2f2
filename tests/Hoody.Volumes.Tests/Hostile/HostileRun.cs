using Hoody.ChunkStore;
using Hoody.ChunkStore.Refs;
using Hoody.ChunkStore.Verification;
using Hoody.Testing;
using Hoody.Volumes.Diffing;
using Hoody.Volumes.Export;
using Hoody.Volumes.Syncing;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Hostile;

/// <summary>One hostile tree through everything that reads trees: two exports, a comparison, a transfer, a collection, a verification, syncs, and a volume over it.</summary>
internal sealed class HostileRun
{
    /// <summary>Of a bomb there are more than anybody reads.</summary>
    private const int MostChanges = 10_000;

    /// <summary>Enough for any tree that is not a bomb.</summary>
    private const int MostCompared = 50_000;

    /// <summary>Each is looked up from the root: of a deep tree that is as many nodes as it has levels, every time.</summary>
    private const int MostListed = 200;

    private readonly List<(string What, Exception? Error)> _outcomes = [];

    /// <summary>What each of them ended with; null when it did its work.</summary>
    public IReadOnlyList<(string What, Exception? Error)> Outcomes => _outcomes;

    /// <summary>Whether a second export finds that nothing differs from the tree, or the first reported what does.</summary>
    public bool IsFaithful { get; private set; }

    /// <summary>Whether the verification named the ref that holds the tree.</summary>
    public bool IsNamedByVerification { get; private set; }

    /// <summary>Runs them all in a directory that has a canary, a place for what is exported, and one where links to the canary stand already.</summary>
    public static async Task<HostileRun> OfAsync(HostileTree tree, string directory)
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        TreeEntry root = await tree.PutAsync(new Forge(volume));
        BlobId snapshot = await volume.PutRawSnapshotAsync(root);
        await volume.Blobs.Refs.UpdateAsync("hostile", snapshot, 0);
        HostileRun run = new();
        await run.TryAsync("export", async () =>
        {
            ExportResult first = await volume.Store.ExportAsync(root, Path.Combine(directory, "target"));
            ExportResult second = await volume.Store.ExportAsync(root, Path.Combine(directory, "target"));
            run.IsFaithful = first.Notices.Count > 0 || second.Untouched == first.Created;
        });
        await run.TryAsync("export over links", () => volume.Store.ExportAsync(root, Path.Combine(directory, "occupied")));
        await run.TryAsync("diff", () => CompareAsync(volume, root, findMoves: false));
        await run.TryAsync("diff with moves", () => CompareAsync(volume, root, findMoves: true));
        await run.TryAsync("pull", () => PullAsync(volume, snapshot));
        await run.TryAsync("collection", () => volume.Store.PlanCollectionAsync());
        await run.TryAsync("verification", async () =>
        {
            VerificationReport report = await volume.Store.VerifyAsync();
            run.IsNamedByVerification = report.Refs.Any(found => found.Name == "hostile");
        });
        foreach (SyncPolicy policy in Enum.GetValues<SyncPolicy>())
        {
            await run.TryAsync($"sync from it, {policy}", () => SyncAsync(volume, snapshot, null, policy));
            await run.TryAsync($"sync to it, {policy}", () => SyncAsync(volume, null, snapshot, policy));
        }

        await run.TryAsync("volume", () => EditAsync(volume, snapshot));
        return run;
    }

    // The other side has a good tree, with a directory where most of the hostile ones have theirs.
    private static async Task SyncAsync(MemoryVolume volume, BlobId? source, BlobId? target, SyncPolicy policy)
    {
        Forge forge = new(volume);
        BlobId good = await volume.PutSnapshotAsync(
            await forge.DirectoryAsync("", await forge.FileAsync("a-good-one", "another"), await forge.DirectoryAsync("sub", await forge.FileAsync("own"))));
        string name = $"copy-{policy}-{source is null}";
        RefValue before = await volume.Blobs.Refs.UpdateAsync(name, target ?? good, 0);
        try
        {
            SyncPlan plan = await volume.Store.PlanSyncAsync(
                source ?? good, name, null, new SyncOptions { Policy = policy, MaxRemovedShare = 1, MaxEntriesCompared = MostCompared });
            await (plan.Refusal == SyncRefusal.None ? plan.ApplyAsync() : Task.CompletedTask);
        }
        catch
        {
            Assert.Equal(before, await volume.Blobs.Refs.GetAsync(name));
            throw;
        }
    }

    private static async Task EditAsync(MemoryVolume store, BlobId snapshot)
    {
        using TempDirectory directory = new();
        await using Volume volume = await store.Store.CloneAsync(snapshot, directory["volume"]);
        Queue<TreePath> directories = new([TreePath.Root]);
        TreePath? file = null;
        for (int count = 0; count < MostListed && directories.TryDequeue(out TreePath path);)
        {
            await foreach (TreeEntry entry in volume.ListAsync(path).Take(MostListed - count))
            {
                count++;
                file ??= entry is { Type: EntryType.File, HardLinkGroup: 0 } ? path.Combine(entry.Name) : null;
                if (entry.Type == EntryType.Directory)
                {
                    directories.Enqueue(path.Combine(entry.Name));
                }
            }
        }

        if (file is { } edited)
        {
            await volume.WriteAsync(edited, 0, "edited"u8.ToArray());
            await volume.SetLengthAsync(edited, 100);
        }

        await volume.CreateAsync(TreePath.Parse("zz-new"), new TreeEntry { Name = default, Type = EntryType.Directory, Mode = 0x1ED });
        BlobId committed = await volume.CommitAsync();
        Assert.Contains(
            await Sample.ReadDirectoryAsync(store.Blobs, (await store.Store.GetSnapshotAsync(committed)).Root), entry => entry.Name == new EntryName("zz-new"));
    }

    private static async Task CompareAsync(MemoryVolume volume, TreeEntry root, bool findMoves)
    {
        TreeEntry empty = await volume.PutAsync(new ModelTree { Entry = Sample.Directory("") });
        int count = 0;
        await foreach (TreeChange change in volume.Store.DiffAsync(empty, root, new DiffOptions { FindMoves = findMoves }))
        {
            await volume.Store.CountNewBytesAsync(change);
            if (++count == MostChanges)
            {
                break;
            }
        }
    }

    private static async Task PullAsync(MemoryVolume source, BlobId snapshot)
    {
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        await target.Store.PullAsync(source.Store, [snapshot]);
    }

    private async Task TryAsync(string what, Func<Task> action) => _outcomes.Add((what, await Record.ExceptionAsync(action)));
}
