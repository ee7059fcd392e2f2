using Hoody.LocalHost.Tests.Fixtures;
using Hoody.Volumes.Transports;

namespace Hoody.LocalHost.Tests.Peers;

/// <summary>A host whose further servers, <c>node-asia</c> and <c>node-africa</c>, are played by two other hosts.</summary>
internal sealed class PeerHosts : IAsyncDisposable
{
    public const string Token = "peer-canary-0123456789-0123456789";

    private PeerHosts(TestHost asia, TestHost africa, TestHost main) => (Asia, Africa, Main) = (asia, africa, main);

    public TestHost Asia { get; }

    public TestHost Africa { get; }

    public TestHost Main { get; }

    /// <summary>Starts the three.</summary>
    /// <param name="token">What the main host shows to its peers.</param>
    /// <param name="adjustPeer">How the peers differ from what they are by default.</param>
    /// <param name="connect">How the main host knows them.</param>
    public static async Task<PeerHosts> StartAsync(
        string token = Token, Func<HoodyHostOptions, HoodyHostOptions>? adjustPeer = null, Func<PeerServer, PeerServer>? connect = null)
    {
        connect ??= same => same;
        TestHost asia = await StartPeerAsync("node-asia", adjustPeer);
        TestHost africa = await StartPeerAsync("node-africa", adjustPeer);
        TestHost main = await TestHost.StartNewAsync(options => options with
        {
            Servers = ["node-us"], Peers = [connect(ServerOf(asia, "node-asia", token)), connect(ServerOf(africa, "node-africa", token))],
        });
        return new PeerHosts(asia, africa, main);
    }

    /// <summary>A file of a container on one of the peers, whose host's API does not know the container.</summary>
    public static string FileOf(TestHost peer, string containerId, string name)
    {
        return Path.Combine(FolderOf(peer), "containers", containerId, name);
    }

    /// <summary>The store of a host that has one server.</summary>
    public static string StoreOf(TestHost peer) => Path.Combine(FolderOf(peer), "store");

    private static string FolderOf(TestHost peer) => Directory.EnumerateDirectories(Path.Combine(peer.DataFolder, "servers")).Single();

    public async ValueTask DisposeAsync()
    {
        await Main.DisposeAsync();
        await Asia.DisposeAsync();
        await Africa.DisposeAsync();
    }

    private static Task<TestHost> StartPeerAsync(string server, Func<HoodyHostOptions, HoodyHostOptions>? adjust)
    {
        PeerListenerOptions listener = new() { Tokens = [Token] };
        return TestHost.StartNewAsync(options => (adjust ?? (same => same))(options with { Servers = [server], PeerListener = listener }));
    }

    private static PeerServer ServerOf(TestHost peer, string server, string token) => new()
    {
        Server = server,
        Connection = new HttpPeerOptions { Address = peer.Host.PeerAddress!, Token = token }, // it has a listener
    };
}
