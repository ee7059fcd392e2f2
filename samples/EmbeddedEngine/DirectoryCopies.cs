using Hoody.ChunkStore;
using Hoody.ChunkStore.Collection;
using Hoody.ChunkStore.Refs;
using Hoody.Volumes;
using Hoody.Volumes.Export;
using Hoody.Volumes.Import;
using Hoody.Volumes.Retention;
using Hoody.Volumes.Transfer;

namespace EmbeddedEngine;

/// <summary>Copies of directories that one store keeps track of: what a host does for its containers. The regions are printed in docs/embedding.md.</summary>
public sealed class DirectoryCopies(VolumeStore volumes)
{
    /// <summary>Makes a copy, or brings one up to date.</summary>
    /// <param name="name">What the copy's snapshots are kept under: a beginning of ref names.</param>
    /// <param name="source">The directory to copy.</param>
    /// <param name="copy">The directory to make equal to it.</param>
    #region README: copy and sync
    public async Task<ExportResult> CopyAsync(string name, string source, string copy)
    {
        await using StorePin pin = await volumes.Blobs.PinAsync(); // what is stored now stays until refs point to it
        if (Directory.Exists(copy))
        {
            await SnapshotAsync($"{name}/copy", copy); // a sync: what the copy was before can be brought back
        }

        SnapshotRecord snapshot = await SnapshotAsync($"{name}/source", source);
        return await volumes.ExportAsync(snapshot.Root, copy); // touches only what differs
    }

    private async Task<SnapshotRecord> SnapshotAsync(string prefix, string directory)
    {
        ImportResult imported = await volumes.ImportAsync(directory); // stores only what is new
        SnapshotRecord snapshot = new() { Root = imported.Root, CreatedTime = DateTimeOffset.UtcNow };
        BlobId id = await volumes.PutSnapshotAsync(snapshot);
        await volumes.Blobs.Refs.UpdateAsync($"{prefix}/{snapshot.CreatedTime.UtcTicks}", id, expectedGeneration: 0);
        return snapshot;
    }
    #endregion

    /// <summary>Sends the newest snapshot of the source to another store, which keeps it under the same name.</summary>
    #region README: another store
    public async Task<TransferResult> SendAsync(string name, VolumeStore other)
    {
        RefValue newest = await volumes.Blobs.Refs.ListAsync($"{name}/source/").LastAsync();
        await using StorePin pin = await other.Blobs.PinAsync();
        TransferResult transferred = await other.PullAsync(volumes, [newest.Target]); // only what it lacks
        RefValue? held = await other.Blobs.Refs.GetAsync(newest.Name);
        await other.Blobs.Refs.UpdateAsync(newest.Name, newest.Target, held?.Generation ?? 0);
        return transferred;
    }
    #endregion

    /// <summary>Lets old snapshots go, and frees what only they needed.</summary>
    #region README: tidy up
    public async Task<CollectionResult> TidyUpAsync(string name)
    {
        RetentionRules rules = new() { Last = 3, Daily = 7, Weekly = 4 };
        foreach (string prefix in new[] { $"{name}/copy/", $"{name}/source/" })
        {
            ExpiryPlan expiry = await volumes.PlanExpiryAsync(prefix, rules);
            await expiry.ApplyAsync();
        }

        CollectionPlan garbage = await volumes.PlanCollectionAsync(); // can be printed before it is applied
        return await garbage.ApplyAsync();
    }
    #endregion
}
