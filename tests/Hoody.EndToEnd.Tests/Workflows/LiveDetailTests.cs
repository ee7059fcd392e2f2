using System.Net;
using Hoody.LocalHost;
using Hoody.Sdk;
using Hoody.Testing;
using Hoody.Volumes.Transports;

namespace Hoody.EndToEnd.Tests.Workflows;

/// <summary>A copy from one host to another, looked at through the client while a part of it is still on its way.</summary>
public sealed class LiveDetailTests : IDisposable
{
    private const int FileLength = 32 << 20;
    private const string Token = "peer-0123456789-0123456789-0123456789";

    private readonly TempDirectory _temporary = new();

    [Fact]
    public async Task The_client_sees_what_is_planned_and_how_much_of_it_is_done_and_after_the_end_that_all_is()
    {
        byte[] content = new byte[FileLength];
        new Random(1).NextBytes(content);
        await File.WriteAllBytesAsync(Path.Combine(_temporary.CreateDirectory("image"), "data"), content);
        await using HoodyHost peer = await HoodyHost.StartAsync(new HoodyHostOptions
        {
            DataFolder = _temporary["peer"], Servers = ["node-eu"], PeerListener = new PeerListenerOptions { Tokens = [Token] },
        });

        // The plan moves nodes alone, a few hundred bytes; the link stops when a quarter of the file has gone through.
        await using PausableProxy link = new(peer.PeerAddress!.Port, FileLength / 4); // it has a listener
        await using HoodyHost host = await HoodyHost.StartAsync(new HoodyHostOptions
        {
            DataFolder = _temporary["main"],
            Servers = ["node-us"],
            Images = new Dictionary<string, string> { ["image"] = _temporary["image"] },
            Peers = [new PeerServer { Server = "node-eu", Connection = new HttpPeerOptions { Address = new Uri($"http://{IPAddress.Loopback}:{link.Port}"), Token = Token } }],
        });
        using HoodyClient client = new(HoodyCredential.FromToken(host.InitialToken!), new HoodyClientOptions { BaseAddress = host.BaseAddress }); // a first start
        CopyOperation copy = await BeginCopyAsync(client);
        await link.Paused;

        ContainerOperationDetail? live = await copy.GetDetailAsync();
        Assert.Equal("running", live?.Status);
        Assert.InRange(live!.Plan!.WireBytes!.Value, FileLength, FileLength + (64 << 10)); // paused between the plan and the end
        Assert.InRange(live.Progress!.DoneWireBytes!.Value, 1 << 20, live.Plan.WireBytes.Value - (1 << 20));
        Assert.True(live.Progress.BytesPerSecond > 0);

        link.Resume();
        await copy.WaitForCompletionAsync(HostFixture.Wait);
        ContainerOperationDetail? ended = await copy.GetDetailAsync();
        Assert.Equal(("succeeded", live.Plan.WireBytes), (ended?.Status, ended?.Plan?.WireBytes));
        Assert.Equal(live.Plan.WireBytes, ended!.Progress?.DoneWireBytes);
    }

    public void Dispose() => _temporary.Dispose();

    private static async Task<CopyOperation> BeginCopyAsync(HoodyClient client)
    {
        Dictionary<string, ServerId> servers = [];
        await foreach (Server server in client.Servers.ListAsync())
        {
            servers.Add(server.Name!, server.Id); // a host names its servers
        }

        ProjectId project = (await client.Projects.CreateAsync(new CreateProjectRequest { Alias = "production" })).Id;
        ContainerOperation creation = await client.Containers.CreateAsync(
            project, new CreateContainerRequest { ServerId = servers["node-us"], Name = "source", ContainerImage = "image" });
        ContainerId source = (await creation.WaitForCompletionAsync(HostFixture.Wait)).Id;
        return await client.Containers.CopyAsync(source, new(project) { Name = "copy", TargetServerId = servers["node-eu"] });
    }
}
