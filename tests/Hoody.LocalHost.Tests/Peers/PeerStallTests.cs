using System.Text.Json;
using Hoody.LocalHost.Tests.Fixtures;
using Hoody.Volumes.Transports;
using Microsoft.Extensions.Time.Testing;

namespace Hoody.LocalHost.Tests.Peers;

/// <summary>A peer that lives and does not get on: whatever it was asked, the operation ends by name when the clock says so, and not before.</summary>
public sealed class PeerStallTests
{
    private readonly FakeTimeProvider _clock = new();

    [Theory]
    [InlineData("pins", 1, null, "peer-timeout")]
    [InlineData("capture", 1, null, "peer-timeout")]
    [InlineData("capture", 1, 10, "peer-timeout")]
    [InlineData("serve", 1, null, "peer-timeout")] // the plan
    [InlineData("serve", 1, 60, "connection-lost")]
    [InlineData("serve", 2, null, "peer-timeout")] // the transfer
    [InlineData("serve", 2, 60, "connection-lost")]
    public async Task A_copy_from_a_peer_that_stops_at_anything_fails_by_name_and_a_sync_completes_it(string what, int occurrence, int? answerBytes, string code)
    {
        await using StallingRelay relay = await StallingRelay.StartAsync();
        await using PeerHosts hosts = await StartAsync(relay, code);
        ApiClient api = await hosts.Main.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string source = await api.NewCopyAsync(
            await api.NewContainerAsync(project), project, "there", $",\"target_server_id\":\"{await api.ServerAsync("node-asia")}\"");

        JsonElement copy = await FailAsync(api, relay.StallAt(what, occurrence, answerBytes), source, project, "node-us", code);
        Assert.False(File.Exists(hosts.Main.FileOf(copy.Text("id"), "app.txt")));
        relay.GetOn();
        await api.SyncAsync(copy.Text("id"));
        Assert.Equal("version 1", await File.ReadAllTextAsync(hosts.Main.FileOf(copy.Text("id"), "app.txt")));
    }

    [Theory]
    [InlineData("pins", 1, null, "peer-timeout")]
    [InlineData("wanted", 1, null, "peer-timeout")]
    [InlineData("plan", 1, null, "peer-timeout")]
    [InlineData("plan", 1, 60, "connection-lost")]
    [InlineData("outcome", 1, null, "peer-timeout")]
    [InlineData("outcome", 1, 10, "peer-timeout")]
    [InlineData("wanted", 2, null, "peer-timeout")]
    [InlineData("receive", 1, null, "peer-timeout")]
    [InlineData("receive", 1, 60, "connection-lost")]
    [InlineData("outcome", 2, null, "peer-timeout")]
    [InlineData("snapshots", 1, null, "peer-timeout")]
    [InlineData("provision", 1, null, "peer-timeout")]
    public async Task A_copy_to_a_peer_that_stops_at_anything_fails_by_name_and_a_sync_completes_it(string what, int occurrence, int? answerBytes, string code)
    {
        await using StallingRelay relay = await StallingRelay.StartAsync();
        await using PeerHosts hosts = await StartAsync(relay, code);
        ApiClient api = await hosts.Main.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string source = await api.NewContainerAsync(project);
        await api.NewSnapshotAsync(source, "before");

        JsonElement copy = await FailAsync(api, relay.StallAt(what, occurrence, answerBytes), source, project, "node-asia", code);
        string file = PeerHosts.FileOf(hosts.Asia, copy.Text("id"), "app.txt");
        Assert.False(File.Exists(file));
        Assert.Equal("running", (await api.ContainerAsync(source)).Text("status"));
        await Collector.CollectAsync(PeerHosts.StoreOf(hosts.Main)); // nothing of it is held any more
        relay.GetOn();
        await api.SyncAsync(copy.Text("id"));
        Assert.Equal("version 1", await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task A_peer_that_never_puts_the_files_in_place_fails_the_copy_and_a_sync_completes_it_when_it_gets_on()
    {
        await using PeerHosts hosts = await PeerHosts.StartAsync(connect: OnClock);
        ApiClient api = await hosts.Main.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string source = await api.NewContainerAsync(project);
        await api.NewSnapshotAsync(source, "before");
        JsonElement copy;
        IDisposable stall;
        using (await hosts.Main.HoldAsync(source))
        {
            copy = await BeginCopyAsync(api, source, project, "node-asia");
            stall = await hosts.Asia.HoldAsync(copy.Text("id"));
        }

        string file = PeerHosts.FileOf(hosts.Asia, copy.Text("id"), "app.txt");
        using (stall)
        {
            await hosts.Asia.WhenRefIsThereAsync($"containers/{copy.Text("id")}/snapshots/before"); // made when all has arrived, before the files are put in place
            Assert.Equal("peer-timeout", await FailureAsync(api, copy.Text("operation_id")));
            Assert.False(File.Exists(file));
            await Collector.CollectWhenFreeAsync(PeerHosts.StoreOf(hosts.Asia));
        }

        await api.SyncAsync(copy.Text("id"));
        Assert.Equal("version 1", await File.ReadAllTextAsync(file));
        Assert.Equal("running", (await api.ContainerAsync(copy.Text("id"))).Text("status"));
    }

    [Fact]
    public void The_timeouts_of_a_peer_have_a_range()
    {
        PeerServer valid = new() { Server = "node-asia", Connection = new HttpPeerOptions { Address = new Uri("http://127.0.0.1:1"), Token = "token" } };
        valid.Validate();
        Assert.Throws<ArgumentException>((valid with { WorkTimeout = TimeSpan.Zero }).Validate);
        Assert.Throws<ArgumentException>((valid with { WorkTimeout = TimeSpan.FromDays(2) }).Validate);
        Assert.Throws<ArgumentException>((valid with { TransferIdleTimeout = TimeSpan.FromHours(2) }).Validate);
    }

    private PeerServer OnClock(PeerServer server) => server with { Connection = server.Connection with { TimeProvider = _clock } };

    /// <summary>Hosts of which <c>node-asia</c> is behind a relay.</summary>
    private Task<PeerHosts> StartAsync(StallingRelay relay, string code) => PeerHosts.StartAsync(connect: server =>
    {
        if (server.Server != "node-asia")
        {
            return server;
        }

        relay.Peer = server.Connection.Address;

        // When the relay has sent the beginning of an answer, nobody may have read it yet: the clock must not end the wait for that before it ends the transfer.
        TimeSpan answerTimeout = code == "connection-lost" ? TimeSpan.FromDays(1) : server.Connection.AnswerTimeout;
        return OnClock(server with { Connection = server.Connection with { Address = relay.Address, AnswerTimeout = answerTimeout } });
    });

    /// <summary>A copy that comes to a stop, and fails for that.</summary>
    private async Task<JsonElement> FailAsync(ApiClient api, Task stalled, string source, string project, string server, string code)
    {
        JsonElement copy = await BeginCopyAsync(api, source, project, server);
        await stalled;
        Assert.Equal(code, await FailureAsync(api, copy.Text("operation_id")));
        Assert.Equal("failed", (await api.ContainerAsync(copy.Text("id"))).Text("status"));
        return copy;
    }

    /// <summary>Moves the clock until an operation has failed, and gives the cause.</summary>
    private async Task<string> FailureAsync(ApiClient api, string operation)
    {
        JsonElement record = await OperationAsync(api, operation);
        Assert.Equal("running", record.Text("status"));
        while (record.Text("status") == "running")
        {
            _clock.Advance(TimeSpan.FromSeconds(10));
            record = await OperationAsync(api, operation);
        }

        Assert.Equal("failed", record.Text("status"));
        return record.GetProperty("error").Text("code");
    }

    private static async Task<JsonElement> BeginCopyAsync(ApiClient api, string source, string project, string server) => (await api.PostAsync(
        $"containers/{source}/copy",
        $$"""{"target_project_id":"{{project}}","target_server_id":"{{await api.ServerAsync(server)}}"}""")).Data(201);

    private static async Task<JsonElement> OperationAsync(ApiClient api, string id) => (await api.GetAsync($"/local/v1/operations/{id}")).Data();
}
