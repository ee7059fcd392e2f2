using System.Text.Json;
using Hoody.LocalHost.Jobs;
using Hoody.LocalHost.Tests.Fixtures;
using Hoody.Testing;

namespace Hoody.LocalHost.Tests.Peers;

public sealed class PeerCopyTests
{
    [Fact]
    public async Task Copies_and_syncs_go_to_a_peer_between_peers_and_back_and_snapshots_travel_too()
    {
        await using PeerHosts hosts = await PeerHosts.StartAsync();
        ApiClient api = await hosts.Main.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string source = await api.NewContainerAsync(project);
        await api.NewSnapshotAsync(source, "before");
        await File.WriteAllTextAsync(hosts.Main.FileOf(source, "app.txt"), "version 2");

        string asia = await CopyAsync(api, source, project, "node-asia");
        string africa = await CopyAsync(api, asia, project, "node-africa");
        string home = await CopyAsync(api, africa, project, "node-us");
        string[] files =
        [
            PeerHosts.FileOf(hosts.Asia, asia, "app.txt"), PeerHosts.FileOf(hosts.Africa, africa, "app.txt"), hosts.Main.FileOf(home, "app.txt"),
        ];
        Assert.All(files, file => Assert.Equal("version 2", File.ReadAllText(file)));

        // Each has the snapshot, and can be put back to it where it is.
        foreach (string copy in (string[])[asia, africa, home])
        {
            (await api.PutAsync($"containers/{copy}/snapshots/before")).Data();
        }

        Assert.All(files, file => Assert.Equal("version 1", File.ReadAllText(file)));
        await File.WriteAllTextAsync(hosts.Main.FileOf(source, "app.txt"), "version 3");
        foreach (string copy in (string[])[asia, africa, home])
        {
            await api.SyncAsync(copy);
        }

        Assert.All(files, file => Assert.Equal("version 3", File.ReadAllText(file)));
    }

    [Fact]
    public async Task A_container_on_a_peer_is_made_from_an_image_here_measured_and_deleted_there()
    {
        await using PeerHosts hosts = await PeerHosts.StartAsync();
        ApiClient api = await hosts.Main.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string server = await api.ServerAsync("node-asia");
        string id = (await api.PostAsync(
            $"projects/{project}/containers", $$"""{"server_id":"{{server}}","name":"made","container_image":"{{TestHost.Image}}"}""")).Data(201).Text("id");
        await api.WaitForLastOperationAsync(id);
        string file = PeerHosts.FileOf(hosts.Asia, id, "app.txt");
        Assert.Equal("version 1", await File.ReadAllTextAsync(file));
        Assert.Throws<InvalidOperationException>(() => hosts.Main.FileOf(id, "app.txt"));
        JsonElement disk = (await api.GetAsync($"containers/{id}/stats")).Data().GetProperty("disk").GetProperty("root");
        Assert.Equal(13, disk.GetProperty("usage").GetInt64());

        await api.NewSnapshotAsync(id, "gone");
        (await api.DeleteAsync($"containers/{id}/snapshots/gone")).Data();
        (await api.DeleteAsync($"containers/{id}")).HasNoData();
        await hosts.Main.WhenGoneAsync(api, id);
        Assert.False(Directory.Exists(Path.GetDirectoryName(file)));
    }

    [Fact]
    public async Task A_copy_to_a_peer_that_is_gone_fails_by_name_and_a_sync_completes_it_when_the_peer_is_back()
    {
        await using PeerHosts hosts = await PeerHosts.StartAsync(adjustPeer: options => options with
        {
            PeerListener = options.PeerListener! with { Address = OwnLoopback.Address }, // every peer has one; nobody takes its port while it is away
        });
        ApiClient api = await hosts.Main.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string source = await api.NewContainerAsync(project);
        int port = hosts.Asia.Host.PeerAddress!.Port; // it has a listener
        string server = await api.ServerAsync("node-asia");
        await hosts.Asia.StopAsync();

        JsonElement copy = (await api.PostAsync(
            $"containers/{source}/copy", $$"""{"target_project_id":"{{project}}","name":"late","target_server_id":"{{server}}"}""")).Data(201);
        JsonElement failed = await api.WaitAsync(copy.Text("operation_id"), "failed");
        Assert.Equal("peer-unreachable", failed.GetProperty("error").Text("code"));
        Assert.Equal("failed", (await api.ContainerAsync(copy.Text("id"))).Text("status"));

        await hosts.Asia.StartOnAsync(port);
        await api.SyncAsync(copy.Text("id"));
        Assert.Equal("version 1", await File.ReadAllTextAsync(PeerHosts.FileOf(hosts.Asia, copy.Text("id"), "app.txt")));
    }

    [Fact]
    public async Task A_peer_that_does_not_accept_the_token_fails_the_operation_and_nothing_shows_the_token()
    {
        const string Wrong = "wrong-canary-0123456789-0123456789";
        await using PeerHosts hosts = await PeerHosts.StartAsync(Wrong);
        ApiClient api = await hosts.Main.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string source = await api.NewContainerAsync(project);
        JsonElement copy = (await api.PostAsync(
            $"containers/{source}/copy",
            $$"""{"target_project_id":"{{project}}","target_server_id":"{{await api.ServerAsync("node-asia")}}"}""")).Data(201);
        JsonElement failed = await api.WaitAsync(copy.Text("operation_id"), "failed");
        Assert.Equal("peer-refused", failed.GetProperty("error").Text("code"));
        Assert.DoesNotContain(hosts.Main.Transcript, answer => answer.Contains("canary", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_operation_under_way_shows_what_it_moves_and_how_far_it_is()
    {
        await using PeerHosts hosts = await PeerHosts.StartAsync();
        ApiClient api = await hosts.Main.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string source = await api.NewContainerAsync(project);
        string copy = await CopyAsync(api, source, project, "node-asia");
        await File.WriteAllTextAsync(hosts.Main.FileOf(source, "app.txt"), "version 2");
        JsonElement operation;
        using (await hosts.Main.HoldAsync(copy))
        {
            string id = (await api.PostAsync($"containers/{copy}/sync")).Data().Text("operation_id");
            do
            {
                operation = (await api.GetAsync($"/local/v1/operations/{id}")).Data(); // it was accepted, so the plan comes
            }
            while (operation.GetProperty("plan").ValueKind == JsonValueKind.Null);
        }

        JsonElement plan = operation.GetProperty("plan");
        Assert.Equal(1, plan.GetProperty("chunks_new").GetInt64());
        Assert.Equal((0, 1, 1), (plan.GetProperty("files_new").GetInt64(), plan.GetProperty("files_changed").GetInt64(), plan.GetProperty("files_reused").GetInt64()));
        Assert.InRange(operation.GetProperty("progress").GetProperty("wire_bytes_done").GetInt64(), 0, plan.GetProperty("wire_bytes").GetInt64());
        JsonElement ended = await api.WaitAsync(operation.Text("operation_id"));
        Assert.Equal(plan.ToString(), ended.GetProperty("plan").ToString());
        Assert.Equal(0, ended.GetProperty("progress").GetProperty("seconds_left").GetDouble());
        Assert.Equal(plan.GetProperty("wire_bytes").GetInt64(), ended.GetProperty("progress").GetProperty("wire_bytes_done").GetInt64());

        // For an hour by the host's clock.
        hosts.Main.Time.Advance(OperationGauges.KeptAfterEnd - TimeSpan.FromSeconds(1));
        Assert.False((await api.WaitAsync(operation.Text("operation_id"))).IsNull("plan"));
        hosts.Main.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.True((await api.WaitAsync(operation.Text("operation_id"))).IsNull("plan"));
    }

    private static async Task<string> CopyAsync(ApiClient api, string source, string project, string server) => await api.NewCopyAsync(
        source, project, $"copy-{server}", $",\"target_server_id\":\"{await api.ServerAsync(server)}\"");
}
