using System.Collections.Concurrent;
using System.Text.Json;
using Hoody.ChunkStore.Refs;
using Hoody.LocalHost.Engine;
using Hoody.Sdk;
using Hoody.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Hoody.LocalHost.Tests.Fixtures;

/// <summary>A host over a temporary data folder that can be stopped and started again, with one image, <c>app</c>, of two files.</summary>
internal sealed class TestHost : IApiHost, IAsyncDisposable
{
    public const string Image = "app";

    private readonly TempDirectory _temporary = new();
    private readonly Func<HoodyHostOptions, HoodyHostOptions> _adjust;
    private HoodyHost? _host;
    private HttpClient? _http;

    private TestHost(Func<HoodyHostOptions, HoodyHostOptions>? adjust) => _adjust = adjust ?? (options => options);

    public HoodyHost Host => _host ?? throw new InvalidOperationException("the host is stopped");

    public HttpClient Http => _http ?? throw new InvalidOperationException("the host is stopped");

    public SettableTime Time { get; } = new();

    public string DataFolder => _temporary["data"];

    public string StateFile => Path.Combine(DataFolder, "host.db");

    public ConcurrentQueue<string> Transcript { get; } = new();

    public static async Task<TestHost> StartNewAsync(Func<HoodyHostOptions, HoodyHostOptions>? adjust = null)
    {
        TestHost host = new(adjust);
        string image = host._temporary.CreateDirectory("image");
        await File.WriteAllTextAsync(Path.Combine(image, "app.txt"), "version 1");
        await File.WriteAllTextAsync(Path.Combine(image, "data.txt"), "data");
        await host.StartAsync();
        return host;
    }

    public Task StartAsync() => StartAsync(options => options);

    /// <summary>Starts again with the peer listener on a port that peers know.</summary>
    public Task StartOnAsync(int peerPort) => StartAsync(options => options with { PeerListener = options.PeerListener! with { Port = peerPort } }); // it had one

    private async Task StartAsync(Func<HoodyHostOptions, HoodyHostOptions> adjust)
    {
        _host = await HoodyHost.StartAsync(adjust(_adjust(new HoodyHostOptions
        {
            DataFolder = DataFolder,
            Images = new Dictionary<string, string> { [Image] = _temporary["image"] },
            TimeProvider = Time,
        })));

        // A body that a test sends only when it is asked for must not go out after a second all the same.
        _http = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = Timeout.InfiniteTimeSpan }) { BaseAddress = _host.BaseAddress };
    }

    public async Task StopAsync()
    {
        _http?.Dispose();
        await (_host?.DisposeAsync() ?? ValueTask.CompletedTask);
        (_http, _host) = (null, null);
    }

    public ApiClient As(string? token) => new(this, token);

    /// <summary>A client of a new account, which sees nothing of any other test's.</summary>
    public async Task<ApiClient> NewAccountAsync() => As(await Host.CreateAccountAsync());

    public string FileOf(string containerId, string name) =>
        Path.Combine(Host.GetContainerDirectory(ContainerId.Parse(containerId)), name);

    public string PrivateKeyOf(string containerId) => Path.Combine(DataFolder, "keys", containerId, "id_ed25519");

    /// <summary>Keeps jobs off a container's files until the result is disposed, so that a test can look at them under way.</summary>
    public Task<IDisposable> HoldAsync(string containerId) =>
        Host.Services.GetRequiredService<ContainerGates>().ChangeAsync(containerId, CancellationToken.None);

    /// <summary>Waits until the store of the host's only server has a ref, which it has been asked for.</summary>
    public async Task WhenRefIsThereAsync(string name)
    {
        RefStore refs = Host.Services.GetRequiredService<ServerEngines>().Local.Single().Volumes.Blobs.Refs;
        while (await refs.GetAsync(name) is null)
        {
            await Task.Yield();
        }
    }

    /// <summary>Waits until the deletion of a container, which has been accepted, is done.</summary>
    public async Task WhenGoneAsync(ApiClient api, string containerId)
    {
        Answer operations = await api.GetAsync($"/local/v1/containers/{containerId}/operations");
        if (operations.Status == 200)
        {
            JsonElement deletion = operations.Data().GetProperty("operations").EnumerateArray().Single(operation => operation.Text("kind") == "delete");
            await api.WaitAsync(deletion.Text("operation_id"));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _temporary.Dispose();
    }
}
