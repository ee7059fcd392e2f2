using System.Text.Json;
using Hoody.ChunkStore;
using Hoody.LocalHost.Tests.Fixtures;
using Hoody.Testing;
using Hoody.Volumes.Transports;

namespace Hoody.LocalHost.Tests.Peers;

/// <summary>What a peer's work brings is held there until its refs are made, and let go when the host that works has gone, in whatever way.</summary>
public sealed class PeerPinTests
{
    private const string Pins = "/peer/v1/servers/node-asia/pins";

    [Fact]
    public async Task A_collection_at_a_peer_is_held_off_by_a_copy_under_way_and_takes_nothing_of_it_afterwards()
    {
        await using PeerHosts hosts = await PeerHosts.StartAsync();
        ApiClient api = await hosts.Main.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string source = await api.NewContainerAsync(project);
        await api.NewSnapshotAsync(source, "before");
        await File.WriteAllTextAsync(hosts.Main.FileOf(source, "app.txt"), "version 2");
        string store = PeerHosts.StoreOf(hosts.Asia);
        JsonElement copy;
        IDisposable stall;
        using (await hosts.Main.HoldAsync(source))
        {
            copy = (await api.PostAsync(
                $"containers/{source}/copy",
                $$"""{"target_project_id":"{{project}}","target_server_id":"{{await api.ServerAsync("node-asia")}}"}""")).Data(201);
            stall = await hosts.Asia.HoldAsync(copy.Text("id"));
        }

        using (stall)
        {
            await hosts.Asia.WhenRefIsThereAsync($"containers/{copy.Text("id")}/snapshots/before");
            await Assert.ThrowsAsync<CollectionConflictException>(() => Collector.CollectAsync(store));
        }

        await api.WaitAsync(copy.Text("operation_id"));
        await Collector.CollectWhenFreeAsync(store);
        string file = PeerHosts.FileOf(hosts.Asia, copy.Text("id"), "app.txt");
        Assert.Equal("version 2", await File.ReadAllTextAsync(file));
        (await api.PutAsync($"containers/{copy.Text("id")}/snapshots/before")).Data();
        Assert.Equal("version 1", await File.ReadAllTextAsync(file));
        await api.SyncAsync(copy.Text("id"));
        Assert.Equal("version 2", await File.ReadAllTextAsync(file));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_pin_is_let_go_when_the_connection_to_its_host_breaks_or_falls_silent(bool isSilent)
    {
        await using PeerHosts hosts = await PeerHosts.StartAsync(adjustPeer: options => options with
        {
            PeerListener = options.PeerListener! with { KeepAliveInterval = TimeSpan.FromSeconds(1) }, // every peer has one
        });
        await using PausableProxy link = new(hosts.Asia.Host.PeerAddress!.Port); // it has a listener
        using HttpPeer peer = new(new HttpPeerOptions { Address = new Uri($"http://127.0.0.1:{link.Port}"), Token = PeerHosts.Token });
        await using PeerConnection pin = await peer.OpenAsync(Pins);
        string store = PeerHosts.StoreOf(hosts.Asia);
        await Assert.ThrowsAsync<CollectionConflictException>(() => Collector.CollectAsync(store));

        if (isSilent)
        {
            link.Pause();
        }
        else
        {
            await link.CutAsync();
        }

        await Collector.CollectWhenFreeAsync(store);
    }

    [Fact]
    public async Task A_killed_host_leaves_no_pin_at_its_peer()
    {
        using HostPair hosts = new();
        byte[] content = new byte[32 << 20];
        new Random(1).NextBytes(content);
        await File.WriteAllBytesAsync(Path.Combine(hosts.Image, "data"), content);
        await hosts.StartAsync();
        string project = await hosts.Api.NewProjectAsync();
        string source = await hosts.Api.NewContainerAsync(project);
        JsonElement copy = await hosts.BeginCopyAsync(source, project);
        string store = hosts.Peer.StoreOf(HostPair.Remote);
        await Collector.WhenHeldOffAsync(store);

        await hosts.Main.KillAsync();

        await Collector.CollectWhenFreeAsync(store);
        await hosts.Main.StartAsync();
        await hosts.Api.WaitAsync(copy.Text("operation_id"));
        Assert.Equal(content, await File.ReadAllBytesAsync(Path.Combine(hosts.Peer.DirectoryOf(HostPair.Remote, copy.Text("id")), "data")));
    }
}
