using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Refs;
using Hoody.Volumes;
using Hoody.Volumes.Transfer;

namespace Hoody.LocalHost.Engine;

/// <summary>A server of this host's own: the place where the host meets the engine. Thread-safe.</summary>
internal sealed class LocalServer : IServer
{
    /// <summary>How often a ref is tried again that others changed first: more often than captures of one container run side by side, here and for peers.</summary>
    private const int MaxRefAttempts = 64;

    private readonly HoodyHostOptions _options;
    private readonly HostFolders _folders;

    private LocalServer(string name, BlobStore blobs, HostFolders folders, HoodyHostOptions options, TransferScheduler transfers)
    {
        (Name, _folders, _options) = (name, folders, options);
        Transfers = new TransferOptions { Scheduler = transfers };
        Volumes = new VolumeStore(blobs);
    }

    public string Name { get; }

    public VolumeStore Volumes { get; }

    /// <summary>How transfers are made that another one began.</summary>
    public TransferOptions Transfers { get; }

    public static async Task<LocalServer> OpenAsync(
        string name, HostFolders folders, HoodyHostOptions options, TransferScheduler transfers, CancellationToken cancellationToken)
    {
        string directory = folders.Store(name);

        // By what makes a store of a directory, and no sooner: a host killed before it was there has left other things, and begins again.
        bool isNew = !File.Exists(Path.Combine(directory, "FORMAT"));

        // Not mapped: a sector that one disk cannot read must not end the host with all its servers.
        DiskBackend backend = new(Directory.CreateDirectory(directory).FullName, new DiskBackendOptions { MapIndexes = false });
        try
        {
            BlobStore blobs = isNew
                ? await BlobStore.CreateAsync(backend, cancellationToken: cancellationToken)
                : await BlobStore.OpenAsync(backend, cancellationToken: cancellationToken);
            return new LocalServer(name, blobs, folders, options, transfers);
        }
        catch
        {
            await backend.DisposeAsync();
            throw;
        }
    }

    public async Task<IServerWork> BeginWorkAsync(CancellationToken cancellationToken) => await BeginLocalWorkAsync(cancellationToken);

    public async Task<LocalServerWork> BeginLocalWorkAsync(CancellationToken cancellationToken) =>
        new(this, await Volumes.Blobs.PinAsync(cancellationToken), _options);

    public string DirectoryOf(string containerId) => _folders.Container(Name, containerId);

    /// <summary>What the last capture of a container has seen, which spares the next one the reading of unchanged files.</summary>
    public string StatCacheOf(string containerId) => _folders.StatCache(Name, containerId);

    /// <summary>How transfers are made whose snapshots are for a container: what it has now is what they take the place of.</summary>
    public async Task<TransferOptions> TransfersForAsync(string containerId, CancellationToken cancellationToken) =>
        Transfers with { BaseSnapshot = (await Volumes.Blobs.Refs.GetAsync(EngineRefs.Current(containerId), cancellationToken))?.Target };

    public string FindDirectory(string containerId) => DirectoryOf(containerId);

    public Task<DiskUse> MeasureAsync(string containerId, CancellationToken cancellationToken) =>
        Task.FromResult(DiskUse.Of(DirectoryOf(containerId)));

    public Task RemoveSnapshotAsync(string containerId, string name, CancellationToken cancellationToken) =>
        RemoveRefAsync(EngineRefs.Snapshot(containerId, name), cancellationToken);

    /// <summary>Points a ref to a snapshot, whatever it pointed to before; nothing when it points there already.</summary>
    public Task SetRefAsync(string name, BlobId target, CancellationToken cancellationToken) => ChangeRefAsync(name, target, cancellationToken);

    /// <summary>Removes a ref, whatever it points to; nothing when it is not there.</summary>
    public Task RemoveRefAsync(string name, CancellationToken cancellationToken) => ChangeRefAsync(name, null, cancellationToken);

    public ValueTask DisposeAsync() => Volumes.Blobs.DisposeAsync();

    // Whoever comes last decides: two copies capture one source at the same time, a copy lets go of what it took while its source is deleted.
    private async Task ChangeRefAsync(string name, BlobId? target, CancellationToken cancellationToken)
    {
        RefStore refs = Volumes.Blobs.Refs;
        for (int attempt = 1; ; attempt++)
        {
            RefValue? current = await refs.GetAsync(name, cancellationToken);
            if (current?.Target == target)
            {
                return;
            }

            try
            {
                await (target is { } id
                    ? refs.UpdateAsync(name, id, current?.Generation ?? 0, cancellationToken)
                    : refs.DeleteAsync(name, current!.Generation, cancellationToken)); // it has a target, or nothing would be left to do
                return;
            }
            catch (RefConflictException) when (attempt < MaxRefAttempts)
            {
                // Each conflict is somebody else's success: the loop ends.
            }
        }
    }
}
