using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Hoody.LocalHost.Tests.Fixtures;
using Hoody.Testing;

namespace Hoody.LocalHost.Tests.Peers;

/// <summary>
/// Two hosts in two processes, as their program is used: the peer plays <c>node-eu</c>, the main one <c>node-us</c>. Between them is TLS with a
/// certificate that is pinned, and a token; an image <c>app</c> is what a test put into <see cref="Image"/>.
/// </summary>
internal sealed class HostPair : IDisposable
{
    public const string Local = "node-us";
    public const string Remote = "node-eu";

    private readonly TempDirectory _folder = new();

    /// <param name="network">The network between the two; null for the loopback address.</param>
    public HostPair(NetworkPair? network = null)
    {
        Image = _folder.CreateDirectory("image");
        string address = network?.FarAddress ?? OwnLoopback.Address.ToString();
        int port = OwnLoopback.NextPort();
        string pin = WriteCertificate();
        Write("peer.json", new
        {
            listen = new
            {
                tokens = new[] { PeerHosts.Token },
                address,
                port,
                certificate = _folder["host.pem"],
                key = _folder["host.key"],
                allowed_clients = new[] { network?.Network ?? "127.0.0.0/8" },
            },
        });
        Write("main.json", new
        {
            peers = new[] { new { server = Remote, address = $"https://{address}:{port}", token = PeerHosts.Token, certificate_sha256 = pin } },
        });
        Peer = new HostProcess(_folder["peer"], network?.EnterFar ?? [], "--server", Remote, "--peers", _folder["peer.json"]);
        Main = new HostProcess(
            _folder["main"], [], "--server", Local, "--peers", _folder["main.json"], "--image", $"{TestHost.Image}={Image}");
    }

    /// <summary>The directory that a container is made from.</summary>
    public string Image { get; }

    public HostProcess Main { get; }

    public HostProcess Peer { get; }

    public ApiClient Api => new(Main, Main.Token);

    public async Task StartAsync()
    {
        await Peer.StartAsync();
        await Main.StartAsync();
    }

    /// <summary>Asks for a copy of a container to the peer.</summary>
    public async Task<JsonElement> BeginCopyAsync(string source, string project) => (await Api.PostAsync(
        $"containers/{source}/copy", $$"""{"target_project_id":"{{project}}","target_server_id":"{{await Api.ServerAsync(Remote)}}"}""")).Data(201);

    public void Dispose()
    {
        Main.Dispose();
        Peer.Dispose();
        _folder.Dispose();
    }

    private string WriteCertificate()
    {
        using X509Certificate2 certificate = Certificates.New();
        File.WriteAllText(_folder["host.pem"], certificate.ExportCertificatePem());
        File.WriteAllText(_folder["host.key"], certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()); // it was made with one
        return Certificates.PinOf(certificate);
    }

    private void Write(string name, object value) => File.WriteAllText(_folder[name], JsonSerializer.Serialize(value));
}
