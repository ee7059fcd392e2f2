using System.Diagnostics;
using Hoody.Benchmarks.Scenarios;
using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;
using Hoody.Volumes;
using Hoody.Volumes.Transfer;
using Hoody.Volumes.Transports;

namespace Hoody.Benchmarks.Transferring;

/// <summary>A store on disk that a remote host's files come to, and the directory that they are put in.</summary>
internal sealed class NearStore : IAsyncDisposable
{
    private readonly VolumeStore _volumes;
    private readonly string _files;

    private NearStore(VolumeStore volumes, string files) => (_volumes, _files) = (volumes, files);

    public static async Task<NearStore> CreateAsync(DirectoryInfo folder)
    {
        BlobStore blobs = await BlobStore.CreateAsync(new DiskBackend(folder.CreateSubdirectory("store").FullName));
        return new NearStore(new VolumeStore(blobs), folder.CreateSubdirectory("files").FullName);
    }

    /// <summary>Makes the files here what they are there.</summary>
    public async Task<Sync> SyncAsync(RemoteHost host)
    {
        var watch = Stopwatch.StartNew();
        await using StorePin pin = await _volumes.Blobs.PinAsync();
        await using PeerConnection farPin = await host.PinAsync();
        BlobId snapshot = await host.CaptureAsync(farPin);
        double captured = watch.Elapsed.TotalSeconds;
        await using PeerConnection session = await host.ServeAsync(farPin);
        double before = watch.Elapsed.TotalSeconds;
        TransferResult result = await _volumes.ReceiveAsync(session, [new TransferRequest(snapshot) { RefName = "files", ExpectedGeneration = await GenerationAsync() }]);
        double transferred = watch.Elapsed.TotalSeconds;
        await _volumes.ExportAsync((await _volumes.GetSnapshotAsync(snapshot)).Root, _files);
        double end = watch.Elapsed.TotalSeconds;
        return new Sync(result.BytesReceived, captured, transferred - before, end - transferred, end);
    }

    /// <exception cref="InvalidOperationException">The directory differs from the files here.</exception>
    public void RequireEqual(string directory) => ChildPrograms.Run(["diff", "-r", "-q", _files, directory]);

    public ValueTask DisposeAsync() => _volumes.Blobs.DisposeAsync();

    private async Task<long> GenerationAsync() => (await _volumes.Blobs.Refs.GetAsync("files"))?.Generation ?? 0;

    /// <summary>What a sync took: its three parts follow each other.</summary>
    internal sealed record Sync(long BytesReceived, double CaptureSeconds, double TransferSeconds, double ExportSeconds, double Seconds);
}
