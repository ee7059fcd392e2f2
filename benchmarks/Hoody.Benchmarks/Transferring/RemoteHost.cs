using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Hoody.Benchmarks.Measuring;
using Hoody.Benchmarks.Scenarios;
using Hoody.ChunkStore;
using Hoody.Testing;
using Hoody.Volumes.Transports;

namespace Hoody.Benchmarks.Transferring;

/// <summary>The local host's program, at the far end of a network, as a peer: see its <c>Peers/PROTOCOL.md</c>.</summary>
internal sealed class RemoteHost : IAsyncDisposable
{
    private const string Server = "node-eu";
    private const string Root = $"/peer/v1/servers/{Server}/pins";
    private const string Container = "0123456789abcdef01234567";
    private const int Port = 7700;

    private readonly Process _process;
    private readonly HttpPeer _peer;

    private RemoteHost(Process process, HttpPeer peer, DirectoryInfo files) => (_process, _peer, Files) = (process, peer, files);

    /// <summary>The files of a container there.</summary>
    public DirectoryInfo Files { get; }

    public static string Build(DirectoryInfo scratch)
    {
        string output = Path.Combine(scratch.FullName, "host");
        ChildPrograms.Run(["dotnet", "publish", Checkout.PathOf("src", "Hoody.LocalHost"), "-c", "Release", "-o", output, "-p:RunAnalyzers=false", "--disable-build-servers"]);
        return Path.Combine(output, "Hoody.LocalHost.dll");
    }

    public static async Task<RemoteHost> StartAsync(string program, DirectoryInfo folder, NetworkPair network)
    {
        string token = Guid.NewGuid().ToString("N");
        using X509Certificate2 certificate = Certificates.New();
        string file = Path.Combine(folder.FullName, "peers.json");
        File.WriteAllText(Path.Combine(folder.FullName, "host.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder.FullName, "host.key"), certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()); // it was made with one
        File.WriteAllText(file, JsonSerializer.Serialize(new
        {
            listen = new
            {
                tokens = new[] { token },
                address = network.FarAddress,
                port = Port,
                allowed_clients = new[] { network.Network },
                certificate = Path.Combine(folder.FullName, "host.pem"),
                key = Path.Combine(folder.FullName, "host.key"),
            },
        }));
        string[] command = [.. network.EnterFar, "dotnet", "exec", program, "--data", Path.Combine(folder.FullName, "data"), "--server", Server, "--peers", file];
        Process process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("The host did not start.");
        if (await process.StandardOutput.ReadLineAsync() is null)
        {
            throw new InvalidOperationException("The host ended before it listened.");
        }

        HttpPeer peer = new(new HttpPeerOptions
        {
            Address = new Uri($"https://{network.FarAddress}:{Port}"), Token = token, CertificateSha256 = Certificates.PinOf(certificate),
        });
        string files = Path.Combine(folder.FullName, "data", "servers", Server, "containers", Container);
        return new RemoteHost(process, peer, Directory.CreateDirectory(files));
    }

    /// <summary>Holds off collections there for as long as the connection is open.</summary>
    public Task<PeerConnection> PinAsync() => _peer.OpenAsync(Root);

    /// <summary>Has the files taken in there.</summary>
    public async Task<BlobId> CaptureAsync(PeerConnection pin)
    {
        using JsonContent request = JsonContent.Create(new { configuration = "", is_in_use = false });
        using HttpResponseMessage answer = await _peer.SendAsync(HttpMethod.Post, $"{PathOf(pin)}/containers/{Container}/capture", request, Timeout.InfiniteTimeSpan);
        using JsonDocument body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return answer.StatusCode == HttpStatusCode.OK && body.RootElement.GetProperty("snapshot_id").GetString() is { } id
            ? BlobId.Parse(id)
            : throw new InvalidOperationException($"The host answered {answer.StatusCode}: {body.RootElement}");
    }

    /// <summary>Opens a session that serves a pull.</summary>
    public Task<PeerConnection> ServeAsync(PeerConnection pin) => _peer.OpenAsync($"{PathOf(pin)}/serve");

    public async ValueTask DisposeAsync()
    {
        _peer.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static string PathOf(PeerConnection pin) => $"{Root}/{pin.Headers["hoody-pin"]}";
}
