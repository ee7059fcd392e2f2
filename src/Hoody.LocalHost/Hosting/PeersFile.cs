using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Hoody.Volumes.Transports;

namespace Hoody.LocalHost.Hosting;

/// <summary>The program's peers, read from a file: tokens have no place among arguments, which every process of the machine can read.</summary>
internal sealed record PeersFile(PeersFile.Listener? Listen = null, IReadOnlyList<PeersFile.Peer>? Peers = null)
{
    private static readonly JsonSerializerOptions _options = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    /// <exception cref="ArgumentException">The file cannot be read, or is not what README.md says.</exception>
    public static PeersFile Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<PeersFile>(File.ReadAllBytes(path), _options) ?? throw new JsonException("null");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ArgumentException($"'{path}' is no file of peers: {exception.Message}", exception);
        }
    }

    /// <summary>The options that the file stands for.</summary>
    public HoodyHostOptions Apply(HoodyHostOptions options) => options with
    {
        PeerListener = Listen?.Options(),
        Peers = [.. (Peers ?? []).Select(peer => peer.Options())],
    };

    internal sealed record Listener(
        IReadOnlyList<string> Tokens, string? Address = null, int Port = 0, IReadOnlyList<string>? AllowedClients = null, string? Certificate = null, string? Key = null)
    {
        public PeerListenerOptions Options() => new()
        {
            Address = Address is null ? IPAddress.Loopback : IPAddress.Parse(Address),
            Port = Port,
            Tokens = Tokens,
            AllowedClients = Networks(AllowedClients),
            Certificate = Certificate is null ? null : X509Certificate2.CreateFromPemFile(Certificate, Key),
        };
    }

    internal sealed record Peer(
        string Server, Uri Address, string Token, string? RemoteName = null, string? CertificateSha256 = null, IReadOnlyList<string>? AllowedNetworks = null)
    {
        public PeerServer Options() => new()
        {
            Server = Server,
            RemoteName = RemoteName,
            Connection = new HttpPeerOptions
            {
                Address = Address, Token = Token, CertificateSha256 = CertificateSha256, AllowedNetworks = Networks(AllowedNetworks),
            },
        };
    }

    private static IPNetwork[] Networks(IReadOnlyList<string>? texts) => [.. (texts ?? []).Select(text => IPNetwork.Parse(text))];
}
