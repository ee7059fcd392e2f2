using Hoody.ChunkStore;
using Hoody.LocalHost.Engine;
using Hoody.Testing;
using Hoody.Volumes.Tests.Fixtures;
using Hoody.Volumes.Transfer;

namespace Hoody.LocalHost.Tests.Engine;

/// <summary>One server, used by several at once.</summary>
public sealed class LocalServerTests : IAsyncLifetime, IDisposable
{
    private const string Id = "0123456789abcdef01234567";

    private readonly TempDirectory _temporary = new();
    private LocalServer? _server;

    private LocalServer Server => _server ?? throw new InvalidOperationException("not opened");

    public async Task InitializeAsync()
    {
        HoodyHostOptions options = new() { DataFolder = _temporary.Path };
        _server = await LocalServer.OpenAsync("node-us", new HostFolders(_temporary.Path), options, new TransferScheduler(options.Transfers), CancellationToken.None);
    }

    public async Task DisposeAsync() => await Server.DisposeAsync();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task A_container_is_removed_while_others_let_go_of_what_they_took_from_it()
    {
        await using LocalServerWork work = await Server.BeginLocalWorkAsync(CancellationToken.None);
        await work.CreateAsync(Id, CancellationToken.None);
        BlobId snapshot = (await work.CaptureAsync(Id, [], isInUse: false, CancellationToken.None)).SnapshotId;
        string[] names = [.. Enumerable.Range(0, 40).Select(number => $".{number:d24}")];
        foreach (string name in names)
        {
            await work.SetSnapshotAsync(Id, name, snapshot, CancellationToken.None);
        }

        Task removal = Task.Run(() => work.RemoveAsync(Id, CancellationToken.None));
        foreach (string name in names.Reverse())
        {
            await Server.RemoveSnapshotAsync(Id, name, CancellationToken.None);
        }

        await removal;
        Assert.Empty(await Server.Volumes.Blobs.Refs.ListAsync(EngineRefs.AllOf(Id)).ToListAsync());
    }

    [Fact]
    public async Task A_container_whose_paths_are_longer_than_the_system_takes_is_removed()
    {
        await using LocalServerWork work = await Server.BeginLocalWorkAsync(CancellationToken.None);
        await work.CreateAsync(Id, CancellationToken.None);
        string directory = Server.DirectoryOf(Id);
        string name = new('d', 250);
        Shell.Run(directory, $"for i in $(seq 20); do mkdir {name}; cd {name}; done; echo deep > file");

        await work.RemoveAsync(Id, CancellationToken.None);

        Assert.False(Directory.Exists(directory));
    }
}
