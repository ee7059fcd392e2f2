using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Hoody.Testing;
using Hoody.Volumes.Transports;
using Microsoft.AspNetCore.Http;

namespace Hoody.Volumes.Tests.Transports;

public sealed class HttpPeerRefusalTests
{
    [Theory]
    [InlineData(401, PeerError.Unauthorized)]
    [InlineData(403, PeerError.Refused)]
    [InlineData(404, PeerError.Refused)]
    [InlineData(500, PeerError.Refused)]
    public async Task A_peer_that_refuses_is_told_by_its_status(int status, PeerError error)
    {
        await using PeerServer server = await PeerServer.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        PeerException refusal = await FailAsync(server.Options);
        Assert.Equal((error, (int?)status), (refusal.Error, refusal.StatusCode));
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        using CanaryServer canary = new();
        await using PeerServer server = await PeerServer.StartAsync(context =>
        {
            context.Response.Redirect($"http://127.0.0.1:{canary.Port}/", permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        });
        Assert.Equal(PeerError.NotAPeer, (await FailAsync(server.Options)).Error);
        Assert.False(canary.WasTouched);
    }

    [Fact]
    public async Task An_answer_of_another_media_type_is_no_session()
    {
        await using PeerServer server = await PeerServer.StartAsync(context =>
        {
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync("<html>Welcome to the proxy</html>");
        });
        Assert.Equal(PeerError.NotAPeer, (await FailAsync(server.Options)).Error);
    }

    [Fact]
    public async Task A_server_that_knows_only_http_1_is_no_peer()
    {
        using CanaryServer server = new();
        HttpPeerOptions options = new() { Address = new Uri($"http://127.0.0.1:{server.Port}"), Token = PeerServer.Token };
        Task<PeerException> failing = FailAsync(options);
        using TcpClient client = await server.AnswerAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");

        // Whether the connection says what it met, or only that the handshake failed, is a race within it.
        Assert.True((await failing).Error is PeerError.NotAPeer or PeerError.Unreachable);
    }

    [Fact]
    public async Task Only_the_pinned_certificate_is_accepted_and_only_while_it_is_valid()
    {
        using X509Certificate2 pinned = Certificates.New();
        using X509Certificate2 other = Certificates.New();
        using X509Certificate2 expired = Certificates.New(validForDays: -1);
        foreach ((X509Certificate2 used, string? pin) in new[]
        {
            (other, Certificates.PinOf(pinned)), (other, null), (expired, Certificates.PinOf(expired)),
        })
        {
            await using PeerServer server = await PeerServer.StartAsync(PeerServer.EchoAsync, used);
            Assert.Equal(PeerError.CertificateRejected, (await FailAsync(server.Options with { CertificateSha256 = pin })).Error);
            Assert.Equal(0, server.Requests);
        }
    }

    [Fact]
    public async Task A_peer_that_speaks_no_tls_is_not_talked_to_without()
    {
        await using PeerServer server = await PeerServer.StartAsync(PeerServer.EchoAsync);
        Uri address = new UriBuilder(server.Address) { Scheme = "https" }.Uri;
        Assert.Equal(PeerError.CertificateRejected, (await FailAsync(server.Options with { Address = address })).Error);
        Assert.Equal(0, server.Requests);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::1")]
    public async Task A_name_that_leads_inside_is_not_connected_to(string answer)
    {
        using CanaryServer canary = new();
        HttpPeerOptions options = new()
        {
            Address = new Uri($"https://peer.example:{canary.Port}"),
            Token = PeerServer.Token,
            AllowedNetworks = [IPNetwork.Parse("192.0.2.0/24")],
        };
        PeerException refusal = await FailAsync(options, answer);
        Assert.Equal(PeerError.AddressNotAllowed, refusal.Error);
        Assert.False(canary.WasTouched);
    }

    [Fact]
    public async Task A_name_is_resolved_once_and_only_its_allowed_addresses_are_connected_to()
    {
        using X509Certificate2 certificate = Certificates.New();
        await using PeerServer server = await PeerServer.StartAsync(PeerServer.EchoAsync, certificate);
        int lookUps = 0;
        HttpPeerOptions options = server.Options with
        {
            Address = new Uri($"https://peer.example:{server.Address.Port}"),
            AllowedNetworks = [IPNetwork.Parse("127.0.0.1/32")],
            CertificateSha256 = Certificates.PinOf(certificate),
        };
        using HttpPeer peer = new(options, (_, _) =>
        {
            // Rebinding: a second question would be answered with the allowed address alone, the first with one that is not besides.
            return Task.FromResult<IPAddress[]>(++lookUps == 1 ? [IPAddress.Parse("127.0.0.2"), IPAddress.Loopback] : []);
        });
        await using PeerConnection connection = await peer.OpenAsync("/session");
        Assert.Equal((1, 1), (lookUps, server.Requests));
    }

    [Fact]
    public async Task A_name_without_encryption_leads_to_the_loopback_address_or_nowhere()
    {
        HttpPeerOptions options = new()
        {
            Address = new Uri("http://peer.example:8080"), Token = PeerServer.Token, AllowedNetworks = [IPNetwork.Parse("0.0.0.0/0")],
        };
        Assert.Equal(PeerError.AddressNotAllowed, (await FailAsync(options, "192.0.2.1")).Error);
    }

    [Fact]
    public async Task Where_nothing_listens_the_peer_is_unreachable()
    {
        // Held, or the system might give it to somebody who does listen.
        using Socket held = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        held.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        HttpPeerOptions options = new() { Address = new Uri($"http://{held.LocalEndPoint}"), Token = PeerServer.Token };
        Assert.Equal(PeerError.Unreachable, (await FailAsync(options)).Error);
    }

    [Fact]
    public async Task A_name_that_is_not_known_is_unreachable()
    {
        HttpPeerOptions options = new()
        {
            Address = new Uri("https://peer.example"), Token = PeerServer.Token, AllowedNetworks = [IPNetwork.Parse("192.0.2.0/24")],
        };
        using HttpPeer peer = new(options, (_, _) => Task.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound)));
        PeerException failure = await Assert.ThrowsAsync<PeerException>(() => peer.OpenAsync("/session"));
        Assert.Equal(PeerError.Unreachable, failure.Error);
    }

    [Fact]
    public async Task A_peer_that_never_answers_is_given_up()
    {
        using CanaryServer silent = new();
        HttpPeerOptions options = new()
        {
            Address = new Uri($"http://127.0.0.1:{silent.Port}"), Token = PeerServer.Token, TimeProvider = new ImmediateTime(),
        };
        Assert.Equal(PeerError.NoAnswer, (await FailAsync(options)).Error);
    }

    [Fact]
    public async Task A_path_does_not_lead_away_from_the_peer()
    {
        using HttpPeer peer = new(new HttpPeerOptions { Address = new Uri("http://127.0.0.1:1"), Token = PeerServer.Token });
        await Assert.ThrowsAsync<ArgumentException>(() => peer.OpenAsync("//127.0.0.1:2/session"));
        await Assert.ThrowsAsync<ArgumentException>(() => peer.OpenAsync("http://192.0.2.1/"));
    }

    private static async Task<PeerException> FailAsync(HttpPeerOptions options, string? resolved = null)
    {
        using HttpPeer peer = resolved is null
            ? new HttpPeer(options)
            : new HttpPeer(options, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(resolved)]));
        PeerException failure = await Assert.ThrowsAsync<PeerException>(() => peer.OpenAsync("/session"));
        Assert.DoesNotContain("canary", failure + options.ToString(), StringComparison.Ordinal);
        Assert.Contains(options.Address.Authority, failure.Message, StringComparison.Ordinal);
        return failure;
    }
}
