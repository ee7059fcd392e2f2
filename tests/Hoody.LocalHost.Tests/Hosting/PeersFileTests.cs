using System.Net;
using Hoody.LocalHost.Hosting;
using Hoody.Testing;
using Hoody.Volumes.Transfer;

namespace Hoody.LocalHost.Tests.Hosting;

public sealed class PeersFileTests : IDisposable
{
    private const string Token = "canary-0123456789-0123456789-0123456789";

    private readonly TempDirectory _folder = new();

    [Fact]
    public void What_a_file_says_becomes_options()
    {
        HoodyHostOptions options = Apply(
            $$"""
              {"listen":{"port":7700,"address":"192.0.2.1","tokens":["{{Token}}"],"allowed_clients":["192.0.2.0/24"]},
               "peers":[{"server":"node-asia","remote_name":"node-eu","address":"https://192.0.2.9:7700","token":"{{Token}}","work_timeout":"00:10:00","transfer_idle_timeout":"00:00:30","transfer_priority":"low"}]}
              """);
        Assert.Equal((IPAddress.Parse("192.0.2.1"), 7700, Token), (options.PeerListener!.Address, options.PeerListener.Port, options.PeerListener.Tokens.Single()));
        PeerServer peer = options.Peers.Single();
        Assert.Equal(("node-asia", "node-eu", Token), (peer.Server, peer.RemoteName, peer.Connection.Token));
        Assert.Equal(
            (TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(30), TransferPriority.Low), (peer.WorkTimeout, peer.TransferIdleTimeout, peer.TransferPriority));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("null")]
    [InlineData("""{"listen":{"port":1}}""")]
    [InlineData("""{"listen":{"tokens":["canary"],"address":"nowhere"}}""")]
    [InlineData("""{"listen":{"tokens":["canary"],"allowed_clients":["192.0.2.0/99"]}}""")]
    [InlineData("""{"listen":{"tokens":["canary"],"certificate":"/nowhere/host.pem"}}""")]
    [InlineData("""{"listen":{"tokens":["canary"],"certificate":"/dev/null","key":"/dev/null"}}""")]
    [InlineData("""{"peers":[{"server":"a","address":"https://192.0.2.9:1","token":"canary","work_timeout":"soon"}]}""")]
    [InlineData("""{"peers":[{"server":"a","address":"https://192.0.2.9:1","token":"canary","unknown":1}]}""")]
    [InlineData("""{"peers":[{"server":"a","address":"https://192.0.2.9:1","token":"canary","transfer_priority":"soon"}]}""")]
    public void A_file_that_is_none_is_named_and_nothing_of_it_is_told(string json)
    {
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => Apply(json));
        Assert.Contains(_folder["peers.json"], refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", refusal.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private HoodyHostOptions Apply(string json)
    {
        File.WriteAllText(_folder["peers.json"], json);
        return PeersFile.Apply(_folder["peers.json"], new HoodyHostOptions { DataFolder = "unused" });
    }
}
