using System.Net;
using System.Text;
using Hoody.LocalHost.Engine;
using Hoody.Volumes.Transports;
using Microsoft.Extensions.DependencyInjection;

namespace Hoody.LocalHost.Tests.Peers;

public sealed class PeerListenerTests
{
    private const string Server = "/peer/v1/servers/node-asia";

    [Theory]
    [InlineData(Server + "/containers/0123456789abcdef01234567/use")]
    [InlineData(Server + "/pins/00000000000000000000000000000000/outcome")]
    [InlineData("/peer/v1/servers/node-other/containers/0123456789abcdef01234567/use")]
    [InlineData("/api/v1/projects")]
    public async Task Without_a_token_every_path_is_the_same(string path)
    {
        await using PeerHosts hosts = await PeerHosts.StartAsync();
        using HttpPeer stranger = new(new HttpPeerOptions { Address = hosts.Asia.Host.PeerAddress!, Token = "stranger" });
        PeerException refusal = await Assert.ThrowsAsync<PeerException>(() => stranger.SendAsync(HttpMethod.Get, path));
        Assert.Equal(PeerError.Unauthorized, refusal.Error);
    }

    [Fact]
    public async Task What_is_unknown_or_malformed_is_told_and_touches_nothing()
    {
        await using PeerHosts hosts = await PeerHosts.StartAsync();
        using HttpPeer peer = new(new HttpPeerOptions { Address = hosts.Asia.Host.PeerAddress!, Token = PeerHosts.Token });
        await using PeerConnection hold = await peer.OpenAsync(Server + "/pins");
        string pin = $"{Server}/pins/{hold.Headers["hoody-pin"]}";
        const string Id = "0123456789abcdef01234567";
        (HttpMethod, string, string?, HttpStatusCode)[] calls =
        [
            (HttpMethod.Get, "/api/v1/projects", null, HttpStatusCode.NotFound),
            (HttpMethod.Get, $"/peer/v1/servers/other/containers/{Id}/use", null, HttpStatusCode.NotFound),
            (HttpMethod.Put, $"{Server}/pins/00000000000000000000000000000000/containers/{Id}", null, HttpStatusCode.NotFound),
            (HttpMethod.Put, $"{pin}/containers/..%2F..%2Fescape", null, HttpStatusCode.BadRequest),
            (HttpMethod.Put, $"{pin}/containers/{Id[1..]}", null, HttpStatusCode.BadRequest),
            (HttpMethod.Post, $"{pin}/containers/{Id}/provision", "{\"snapshot_id\":\"12\"}", HttpStatusCode.BadRequest),
            (HttpMethod.Post, $"{pin}/containers/{Id}/provision", "not json", HttpStatusCode.BadRequest),
            (HttpMethod.Put, $"{pin}/wanted", "{\"snapshots\":[]}", HttpStatusCode.BadRequest),
            (HttpMethod.Post, $"{pin}/receive", "{}", HttpStatusCode.BadRequest),
            (HttpMethod.Post, $"{pin}/containers/{Id}/provision", $"{{\"snapshot_id\":\"{new string('0', 64)}\"}}", HttpStatusCode.InternalServerError),
        ];
        foreach ((HttpMethod method, string path, string? body, HttpStatusCode status) in calls)
        {
            using StringContent? content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
            using HttpResponseMessage answer = await peer.SendAsync(method, path, content);
            Assert.True(answer.StatusCode == status, $"{method} {path}: {answer.StatusCode}");
        }

        using HttpResponseMessage made = await peer.SendAsync(HttpMethod.Put, $"{pin}/containers/{Id}");
        Assert.Equal(HttpStatusCode.NoContent, made.StatusCode);
    }

    [Fact]
    public async Task Who_connects_from_elsewhere_is_hung_up_on()
    {
        await using PeerHosts hosts = await PeerHosts.StartAsync(adjustPeer: options => options with
        {
            PeerListener = options.PeerListener! with { AllowedClients = [IPNetwork.Parse("192.0.2.0/24")] }, // every peer has one
        });
        using HttpPeer peer = new(new HttpPeerOptions { Address = hosts.Asia.Host.PeerAddress!, Token = PeerHosts.Token });
        PeerException refusal = await Assert.ThrowsAsync<PeerException>(() => peer.OpenAsync(Server + "/pins"));
        Assert.Equal(PeerError.Unreachable, refusal.Error);
    }

    [Fact]
    public async Task A_pin_ends_with_the_request_that_holds_it()
    {
        await using PeerHosts hosts = await PeerHosts.StartAsync();
        using HttpPeer peer = new(new HttpPeerOptions { Address = hosts.Asia.Host.PeerAddress!, Token = PeerHosts.Token });
        PeerConnection hold = await peer.OpenAsync(Server + "/pins");
        string path = $"{Server}/pins/{hold.Headers["hoody-pin"]}/containers/0123456789abcdef01234567";
        await hold.DisposeAsync();
        HttpStatusCode status;
        do
        {
            using HttpResponseMessage answer = await peer.SendAsync(HttpMethod.Put, path);
            status = answer.StatusCode; // the request has been cut, so that the end comes
        }
        while (status == HttpStatusCode.NoContent);
        Assert.Equal(HttpStatusCode.NotFound, status);
    }

    [Fact]
    public async Task What_waits_under_a_pin_that_ends_is_told_that_the_pin_is_not_held()
    {
        const string Id = "0123456789abcdef01234567";
        await using PeerHosts hosts = await PeerHosts.StartAsync();
        using HttpPeer peer = new(new HttpPeerOptions { Address = hosts.Asia.Host.PeerAddress!, Token = PeerHosts.Token });
        PeerConnection hold = await peer.OpenAsync(Server + "/pins");
        ContainerGates gates = hosts.Asia.Host.Services.GetRequiredService<ContainerGates>();
        Task<IDisposable> behind;
        using (await gates.ReadAsync(Id, CancellationToken.None))
        {
            Task<HttpResponseMessage> change = peer.SendAsync(HttpMethod.Put, $"{Server}/pins/{hold.Headers["hoody-pin"]}/containers/{Id}");
            while ((behind = gates.ReadAsync(Id, CancellationToken.None)).IsCompletedSuccessfully)
            {
                (await behind).Dispose(); // the change is not at the gate yet, where it keeps others waiting behind it
                await Task.Yield();
            }

            await hold.DisposeAsync();
            using HttpResponseMessage answer = await change;
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Contains("pin-unknown", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        (await behind).Dispose();
    }

    [Fact]
    public void A_listener_has_long_tokens_and_a_certificate_where_others_can_listen_in()
    {
        PeerListenerOptions valid = new() { Tokens = [PeerHosts.Token] };
        valid.Validate();
        Assert.ThrowsAny<ArgumentException>((valid with { Tokens = [] }).Validate);
        Assert.ThrowsAny<ArgumentException>((valid with { Tokens = ["short"] }).Validate);
        Assert.ThrowsAny<ArgumentException>((valid with { Address = IPAddress.Any }).Validate);
        Assert.ThrowsAny<ArgumentException>((valid with { Port = 65536 }).Validate);
        Assert.DoesNotContain("canary", valid.ToString(), StringComparison.Ordinal);
    }
}
