using Hoody.LocalHost;
using Hoody.Sdk;
using Hoody.Testing;

namespace Hoody.EndToEnd.Tests.Workflows;

/// <summary>A host over a new data folder, with a client of its first account, a project, and a container that holds two files.</summary>
public sealed class HostFixture : IAsyncLifetime, IDisposable
{
    private readonly TempDirectory _temporary = new();
    private HoodyHost? _host;
    private HoodyClient? _client;

    public HoodyHost Host => _host ?? throw new InvalidOperationException("the host has not started");

    public HoodyClient Client => _client ?? throw new InvalidOperationException("the host has not started");

    public ProjectId Project { get; private set; }

    /// <summary>The machines by name, as <c>target_server_id</c> takes them.</summary>
    public Dictionary<string, ServerId> Servers { get; } = [];

    /// <summary>Waiting that does not slow tests down: the host is in this process.</summary>
    public static OperationWaitOptions Wait { get; } = new() { PollInterval = TimeSpan.FromMilliseconds(10), Timeout = TimeSpan.FromMinutes(2) };

    public async Task InitializeAsync()
    {
        string image = _temporary.CreateDirectory("image");
        await File.WriteAllTextAsync(Path.Combine(image, "app.txt"), "version 1");
        await File.WriteAllTextAsync(Path.Combine(image, "data.txt"), "data");
        _host = await HoodyHost.StartAsync(new HoodyHostOptions
        {
            DataFolder = _temporary["data"],
            Images = new Dictionary<string, string> { ["image"] = image },
        });
        _client = new HoodyClient(HoodyCredential.FromToken(_host.InitialToken!), new HoodyClientOptions { BaseAddress = _host.BaseAddress });
        Project = (await _client.Projects.CreateAsync(new CreateProjectRequest { Alias = "production" })).Id;
        await foreach (Server server in _client.Servers.ListAsync())
        {
            Servers.Add(server.Name!, server.Id);
        }
    }

    public async Task<ContainerId> CreateContainerAsync(string name, SshPublicKey? key = null)
    {
        ContainerOperation creation = await Client.Containers.CreateAsync(
            Project,
            new CreateContainerRequest { ServerId = Servers["node-us"], Name = name, ContainerImage = "image", SshPublicKey = key });
        return (await creation.WaitForCompletionAsync(Wait)).Id;
    }

    public async Task<ContainerId> CopyAsync(ContainerId source, CopyContainerRequest request)
    {
        CopyOperation copy = await Client.Containers.CopyAsync(source, request);
        return (await copy.WaitForCompletionAsync(Wait)).Id;
    }

    public async Task SyncAsync(ContainerId copy)
    {
        SyncOperation sync = await Client.Containers.SyncAsync(copy);
        await sync.WaitForCompletionAsync(Wait);
    }

    public string FileOf(ContainerId container, string name) => Path.Combine(Host.GetContainerDirectory(container), name);

    public async Task DisposeAsync()
    {
        _client?.Dispose();
        await (_host?.DisposeAsync() ?? ValueTask.CompletedTask);
        Dispose();
    }

    public void Dispose() => _temporary.Dispose();
}
