using Hoody.ChunkStore;
using Hoody.ChunkStore.Verification;
using Hoody.Volumes.Diffing;
using Hoody.Volumes.Export;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Hostile;

/// <summary>One hostile tree through everything that reads trees: two exports, a comparison, a transfer, a collection, a verification.</summary>
internal sealed class HostileRun
{
    /// <summary>Of a bomb there are more than anybody reads.</summary>
    private const int MostChanges = 10_000;

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
        return run;
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
