using Hoody.ChunkStore;
using Hoody.ChunkStore.Refs;
using Hoody.Sdk;
using Hoody.Volumes;
using Hoody.Volumes.Export;
using Hoody.Volumes.Import;
using Hoody.Volumes.Transfer;
using Hoody.Volumes.Trees;

namespace Hoody.LocalHost.Engine;

/// <summary>Work on a server of this host's own, under a pin of its store.</summary>
internal sealed class LocalServerWork(LocalServer server, StorePin pin, HoodyHostOptions options) : IServerWork
{
    public LocalServer Server => server;

    // A pin that a collector revoked is found out by the store itself, at the next change of a ref.
    public CancellationToken Lost => CancellationToken.None;

    private RefStore Refs => server.Volumes.Blobs.Refs;

    public Task CreateAsync(string containerId, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(server.DirectoryOf(containerId));
        return Task.CompletedTask;
    }

    public async Task<CapturedTree> CaptureAsync(
        string containerId, byte[] configuration, bool isInUse, CancellationToken cancellationToken)
    {
        string refName = EngineRefs.Current(containerId);
        string directory = server.DirectoryOf(containerId);
        ImportOptions importOptions = new() { StatCachePath = StatCacheOf(containerId) };
        (ImportResult import, long stored) = isInUse && options.Quiesce is { } quiesce
            ? await new SettlingImport(options).RunAsync(
                token => server.Volumes.ImportAsync(directory, importOptions, cancellationToken: token),
                token => quiesce(ContainerId.Parse(containerId), token),
                cancellationToken)
            : await ImportOnceAsync(directory, importOptions, cancellationToken);
        RefValue? current = await Refs.GetAsync(refName, cancellationToken);
        if (current is not null)
        {
            SnapshotRecord last = await server.Volumes.GetSnapshotAsync(current.Target, cancellationToken);
            if (last.Root == import.Root && last.Data.Span.SequenceEqual(configuration))
            {
                return Captured(current.Target, import, false, stored);
            }
        }

        BlobId snapshotId = await PutSnapshotAsync(import.Root, current?.Target, configuration, cancellationToken);
        await server.SetRefAsync(refName, snapshotId, cancellationToken);
        return Captured(snapshotId, import, true, stored);
    }

    /// <summary>Brings an image's directory into the store.</summary>
    public async Task<CapturedTree> CaptureImageAsync(string directory, byte[] configuration, CancellationToken cancellationToken)
    {
        (ImportResult import, long stored) = await ImportOnceAsync(directory, new ImportOptions(), cancellationToken);
        return Captured(await PutSnapshotAsync(import.Root, null, configuration, cancellationToken), import, true, stored);
    }

    public async Task<ProvisionedTree> ProvisionAsync(string containerId, BlobId snapshotId, CancellationToken cancellationToken)
    {
        SnapshotRecord snapshot = await server.Volumes.GetSnapshotAsync(snapshotId, cancellationToken);
        string directory = Directory.CreateDirectory(server.DirectoryOf(containerId)).FullName;
        ExportOptions exportOptions = new() { StatCachePath = StatCacheOf(containerId) }; // for the next capture, too
        ExportResult export = await server.Volumes.ExportAsync(snapshot.Root, directory, exportOptions, cancellationToken);
        await server.SetRefAsync(EngineRefs.Current(containerId), snapshotId, cancellationToken);
        TreeTotals totals = snapshot.Root.Totals;
        return new ProvisionedTree(totals.Files, totals.LengthBytes, [.. export.Notices.Select(notice => notice.Message)]);
    }

    public Task SetSnapshotAsync(string containerId, string name, BlobId snapshotId, CancellationToken cancellationToken) =>
        server.SetRefAsync(EngineRefs.Snapshot(containerId, name), snapshotId, cancellationToken);

    public async Task<long> PullAsync(
        IServerWork source, IReadOnlyCollection<BlobId> snapshots, string containerId, TransferGauge gauge, CancellationToken cancellationToken)
    {
        TransferOptions transfer = await server.TransfersForAsync(containerId, cancellationToken);
        if (source is not LocalServerWork local)
        {
            return await ((ITransferSource)source).SendToAsync(this, snapshots, transfer.BaseSnapshot, gauge, cancellationToken);
        }

        if (local.Server == server)
        {
            return 0;
        }

        gauge.Begin(await server.Volumes.PlanPullAsync(local.Server.Volumes, snapshots, transfer, cancellationToken));
        TransferResult result = await server.Volumes.PullAsync(local.Server.Volumes, snapshots, transfer, gauge, cancellationToken);
        gauge.Complete();
        return result.BytesTransferred;
    }

    public async Task RemoveAsync(string containerId, CancellationToken cancellationToken)
    {
        List<RefValue> refs = [];
        await foreach (RefValue found in Refs.ListAsync(EngineRefs.AllOf(containerId), cancellationToken))
        {
            refs.Add(found);
        }

        foreach (RefValue found in refs)
        {
            await server.RemoveRefAsync(found.Name, cancellationToken);
        }

        await RemoveDirectoryAsync(server.DirectoryOf(containerId), cancellationToken);
        string cache = server.StatCacheOf(containerId);
        if (File.Exists(cache))
        {
            File.Delete(cache);
        }
    }

    private async Task RemoveDirectoryAsync(string directory, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(directory))
        {
            return;
        }

        try
        {
            Directory.Delete(directory, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Directories that their owner may not change, or deeper than a path is long, for which this runtime blames an argument. An export of nothing copes with both, but needs room in the store.
            await EmptyAsync(directory, cancellationToken);
            Directory.Delete(directory);
        }
    }

    private async Task EmptyAsync(string directory, CancellationToken cancellationToken)
    {
        DirectoryInfo nothing = Directory.CreateTempSubdirectory("hoody-");
        try
        {
            ImportResult empty = await server.Volumes.ImportAsync(nothing.FullName, cancellationToken: cancellationToken);
            await server.Volumes.ExportAsync(empty.Root, directory, cancellationToken: cancellationToken);
        }
        finally
        {
            nothing.Delete();
        }
    }

    public ValueTask DisposeAsync() => pin.DisposeAsync();

    private async Task<(ImportResult Import, long StoredBytes)> ImportOnceAsync(
        string directory, ImportOptions importOptions, CancellationToken cancellationToken)
    {
        ImportResult import = await server.Volumes.ImportAsync(directory, importOptions, cancellationToken: cancellationToken);
        return (import, import.Statistics.StoredBytesNew);
    }

    private string StatCacheOf(string containerId)
    {
        string cache = server.StatCacheOf(containerId);
        Directory.CreateDirectory(Path.GetDirectoryName(cache)!); // not null: it lies below the data folder
        return cache;
    }

    private static CapturedTree Captured(BlobId id, ImportResult import, bool hasChanged, long storedBytes) => new(
        id,
        import.Root.Totals.Files,
        import.Root.Totals.LengthBytes,
        hasChanged,
        storedBytes,
        [.. import.Notices.Select(notice => notice.Message)]);

    private Task<BlobId> PutSnapshotAsync(TreeEntry root, BlobId? parent, byte[] configuration, CancellationToken cancellationToken) =>
        server.Volumes.PutSnapshotAsync(
            new SnapshotRecord
            {
                Root = root,
                Parents = parent is { } id ? [id] : [],
                CreatedTime = options.TimeProvider.GetUtcNow(),
                Data = configuration,
            },
            cancellationToken);
}
