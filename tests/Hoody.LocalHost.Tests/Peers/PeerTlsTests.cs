using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Hoody.LocalHost.Tests.Fixtures;
using Hoody.Testing;

namespace Hoody.LocalHost.Tests.Peers;

/// <summary>Hosts that know each other by a pinned certificate on one side and a token on the other.</summary>
public sealed class PeerTlsTests
{
    [Fact]
    public async Task Copies_and_syncs_go_over_tls_to_the_peer_whose_certificate_is_pinned_and_back()
    {
        using X509Certificate2 certificate = Certificates.New();
        await using PeerHosts hosts = await StartAsync(certificate, Certificates.PinOf(certificate));
        Assert.Equal("https", hosts.Asia.Host.PeerAddress?.Scheme);
        ApiClient api = await hosts.Main.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string source = await api.NewContainerAsync(project);
        string there = await api.NewCopyAsync(source, project, "there", $",\"target_server_id\":\"{await api.ServerAsync("node-asia")}\"");
        string back = await api.NewCopyAsync(there, project, "back", $",\"target_server_id\":\"{await api.ServerAsync()}\"");
        Assert.Equal("version 1", await File.ReadAllTextAsync(hosts.Main.FileOf(back, "app.txt")));

        await File.WriteAllTextAsync(hosts.Main.FileOf(source, "app.txt"), "version 2");
        await api.SyncAsync(there);
        Assert.Equal("version 2", await File.ReadAllTextAsync(PeerHosts.FileOf(hosts.Asia, there, "app.txt")));
    }

    [Theory]
    [InlineData("another certificate", "not the one that is pinned")]
    [InlineData("an expired certificate", "valid from")]
    [InlineData("a certificate that nobody vouches for", "certificate")]
    [InlineData("another token", "token")]
    public async Task A_peer_that_is_not_the_one_expected_or_does_not_expect_this_host_fails_the_copy_and_gets_nothing(string wrong, string told)
    {
        using X509Certificate2 certificate = Certificates.New(wrong == "an expired certificate" ? -1 : 10);
        using X509Certificate2 other = Certificates.New();
        string? pin = wrong switch
        {
            "another certificate" => Certificates.PinOf(other),
            "a certificate that nobody vouches for" => null,
            _ => Certificates.PinOf(certificate),
        };
        string token = wrong == "another token" ? "other-canary-0123456789-0123456789" : PeerHosts.Token;
        await using PeerHosts hosts = await StartAsync(certificate, pin, token);
        ApiClient api = await hosts.Main.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string source = await api.NewContainerAsync(project);
        JsonElement copy = (await api.PostAsync(
            $"containers/{source}/copy",
            $$"""{"target_project_id":"{{project}}","target_server_id":"{{await api.ServerAsync("node-asia")}}"}""")).Data(201);

        JsonElement error = (await api.WaitAsync(copy.Text("operation_id"), "failed")).GetProperty("error");

        Assert.Equal("peer-refused", error.Text("code"));
        Assert.Contains(told, error.Text("message"), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.GetDirectoryName(PeerHosts.FileOf(hosts.Asia, copy.Text("id"), "app.txt"))));
        Assert.DoesNotContain(hosts.Main.Transcript, answer => answer.Contains("canary", StringComparison.Ordinal));
    }

    private static Task<PeerHosts> StartAsync(X509Certificate2 certificate, string? pin, string token = PeerHosts.Token) => PeerHosts.StartAsync(
        token,
        options => options with { PeerListener = options.PeerListener! with { Certificate = certificate } }, // every peer has one
        server => server with { Connection = server.Connection with { CertificateSha256 = pin } });
}
