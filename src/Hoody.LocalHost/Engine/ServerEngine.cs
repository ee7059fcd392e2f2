using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Refs;
using Hoody.LocalHost.State;
using Hoody.Volumes;
using Hoody.Volumes.Export;
using Hoody.Volumes.Import;
using Hoody.Volumes.Transfer;
using Hoody.Volumes.Trees;

namespace Hoody.LocalHost.Engine;

/// <summary>One server's store and container directories: the place where the host meets the engine. Thread-safe.</summary>
internal sealed class ServerEngine : IAsyncDisposable
{
    /// <summary>How often a ref is tried again that another capture of the same container moved first.</summary>
    private const int MaxRefAttempts = 8;

    private readonly BlobStore _blobs;
    private readonly VolumeStore _volumes;
    private readonly HostFolders _folders;
    private readonly string _name;
    private readonly TimeProvider _time;

    private ServerEngine(string name, BlobStore blobs, HostFolders folders, TimeProvider time)
    {
        (_name, _blobs, _folders, _time) = (name, blobs, folders, time);
        _volumes = new VolumeStore(blobs);
    }

    public static async Task<ServerEngine> OpenAsync(string name, HostFolders folders, TimeProvider time, CancellationToken cancellationToken)
    {
        string directory = folders.Store(name);
        bool isNew = !Directory.Exists(directory) || !Directory.EnumerateFileSystemEntries(directory).Any();
        DiskBackend backend = new(Directory.CreateDirectory(directory).FullName);
        try
        {
            BlobStore blobs = isNew
                ? await BlobStore.CreateAsync(backend, cancellationToken: cancellationToken)
                : await BlobStore.OpenAsync(backend, cancellationToken: cancellationToken);
            return new ServerEngine(name, blobs, folders, time);
        }
        catch
        {
            await backend.DisposeAsync();
            throw;
        }
    }

    /// <summary>Holds off collections: what work finds in the store or brings there stays until its refs are made.</summary>
    public Task<StorePin> PinAsync(CancellationToken cancellationToken) => _blobs.PinAsync(cancellationToken);

    public string DirectoryOf(string containerId) => _folders.Container(_name, containerId);

    /// <summary>Brings a container's directory into the store; an unchanged one gets no new record. Moves the container's current ref.</summary>
    public async Task<CapturedTree> CaptureAsync(ContainerRow container, CancellationToken cancellationToken)
    {
        string refName = EngineRefs.Current(container.Id);
        byte[] configuration = ContainerConfiguration.Encode(container);
        string cache = _folders.StatCache(_name, container.Id);
        Directory.CreateDirectory(Path.GetDirectoryName(cache)!); // Not null: it lies below the data folder.
        ImportResult import = await _volumes.ImportAsync(
            DirectoryOf(container.Id), new ImportOptions { StatCachePath = cache }, cancellationToken: cancellationToken);
        List<string> notices = Texts(import.Notices);
        RefValue? current = await _blobs.Refs.GetAsync(refName, cancellationToken);
        if (current is not null)
        {
            SnapshotRecord last = await _volumes.GetSnapshotAsync(current.Target, cancellationToken);
            if (last.Root == import.Root && last.Data.Span.SequenceEqual(configuration))
            {
                return new CapturedTree(current.Target, import.Root.Totals, false, import.Statistics.StoredBytesNew, notices);
            }
        }

        BlobId snapshotId = await PutSnapshotAsync(import.Root, current?.Target, configuration, cancellationToken);
        await SetRefAsync(refName, snapshotId, cancellationToken);
        return new CapturedTree(snapshotId, import.Root.Totals, true, import.Statistics.StoredBytesNew, notices);
    }

    /// <summary>Brings an image's directory into the store.</summary>
    public async Task<CapturedTree> CaptureImageAsync(string directory, ContainerRow container, CancellationToken cancellationToken)
    {
        ImportResult import = await _volumes.ImportAsync(directory, cancellationToken: cancellationToken);
        BlobId id = await PutSnapshotAsync(import.Root, null, ContainerConfiguration.Encode(container), cancellationToken);
        return new CapturedTree(
            id, import.Root.Totals, true, import.Statistics.StoredBytesNew, Texts(import.Notices));
    }

    /// <summary>Makes a container's directory equal to a snapshot, touching only what differs, and points its current ref there.</summary>
    public async Task<ProvisionedTree> ProvisionAsync(string containerId, BlobId snapshotId, CancellationToken cancellationToken)
    {
        SnapshotRecord snapshot = await _volumes.GetSnapshotAsync(snapshotId, cancellationToken);
        string directory = Directory.CreateDirectory(DirectoryOf(containerId)).FullName;
        ExportResult export = await _volumes.ExportAsync(snapshot.Root, directory, cancellationToken: cancellationToken);
        await SetRefAsync(EngineRefs.Current(containerId), snapshotId, cancellationToken);
        return new ProvisionedTree(snapshot.Root.Totals, [.. export.Notices.Select(notice => notice.Message)]);
    }

    /// <summary>Brings snapshots from another server's store: only the blobs that are missing here move.</summary>
    /// <returns>How many plain bytes moved.</returns>
    public async Task<long> PullAsync(ServerEngine source, IReadOnlyCollection<BlobId> snapshots, CancellationToken cancellationToken)
    {
        if (source == this)
        {
            return 0;
        }

        TransferResult transfer = await _volumes.PullAsync(source._volumes, snapshots, cancellationToken: cancellationToken);
        return transfer.BytesTransferred;
    }

    /// <summary>Points a ref to a snapshot, whatever it pointed to before; nothing when it points there already.</summary>
    public async Task SetRefAsync(string name, BlobId target, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            RefValue? current = await _blobs.Refs.GetAsync(name, cancellationToken);
            if (current?.Target == target)
            {
                return;
            }

            try
            {
                await _blobs.Refs.UpdateAsync(name, target, current?.Generation ?? 0, cancellationToken);
                return;
            }
            catch (RefConflictException) when (attempt < MaxRefAttempts)
            {
                // Two copies captured one source at the same time: whichever comes last is the current state.
            }
        }
    }

    public async Task DeleteRefAsync(string name, CancellationToken cancellationToken)
    {
        if (await _blobs.Refs.GetAsync(name, cancellationToken) is { } current)
        {
            await _blobs.Refs.DeleteAsync(name, current.Generation, cancellationToken);
        }
    }

    /// <summary>Removes a container's refs and its directory. Links in it are removed, never followed.</summary>
    public async Task RemoveAsync(string containerId, CancellationToken cancellationToken)
    {
        List<RefValue> refs = [];
        await foreach (RefValue found in _blobs.Refs.ListAsync(EngineRefs.AllOf(containerId), cancellationToken))
        {
            refs.Add(found);
        }

        foreach (RefValue found in refs)
        {
            await _blobs.Refs.DeleteAsync(found.Name, found.Generation, cancellationToken);
        }

        string directory = DirectoryOf(containerId);
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }

        string cache = _folders.StatCache(_name, containerId);
        if (File.Exists(cache))
        {
            File.Delete(cache);
        }
    }

    public ValueTask DisposeAsync() => _blobs.DisposeAsync();

    private static List<string> Texts(IEnumerable<ImportNotice> notices) => [.. notices.Select(notice => notice.Message)];

    private Task<BlobId> PutSnapshotAsync(TreeEntry root, BlobId? parent, byte[] configuration, CancellationToken cancellationToken) =>
        _volumes.PutSnapshotAsync(
            new SnapshotRecord
            {
                Root = root,
                Parents = parent is { } id ? [id] : [],
                CreatedTime = _time.GetUtcNow(),
                Data = configuration,
            },
            cancellationToken);
}
