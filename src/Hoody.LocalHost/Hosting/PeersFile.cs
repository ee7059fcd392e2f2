using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Serialization;
using Hoody.Volumes.Transfer;
using Hoody.Volumes.Transports;

namespace Hoody.LocalHost.Hosting;

/// <summary>The program's peers, read from a file: tokens have no place among arguments, which every process of the machine can read.</summary>
internal sealed record PeersFile(PeersFile.Listener? Listen = null, IReadOnlyList<PeersFile.Peer>? Peers = null)
{
    private static readonly JsonSerializerOptions _options = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter<TransferPriority>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    /// <summary>Options, and what a file says besides.</summary>
    /// <exception cref="ArgumentException">The file, or one that it names, cannot be read, or is not what README.md says.</exception>
    public static HoodyHostOptions Apply(string path, HoodyHostOptions options)
    {
        try
        {
            PeersFile file = JsonSerializer.Deserialize<PeersFile>(File.ReadAllBytes(path), _options) ?? throw new JsonException("null");
            return options with { PeerListener = file.Listen?.Options(), Peers = [.. (file.Peers ?? []).Select(peer => peer.Options())] };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or FormatException or CryptographicException)
        {
            throw new ArgumentException($"'{path}' is no file of peers: {exception.Message}", exception);
        }
    }

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
        string Server,
        Uri Address,
        string Token,
        string? RemoteName = null,
        string? CertificateSha256 = null,
        IReadOnlyList<string>? AllowedNetworks = null,
        TimeSpan? WorkTimeout = null,
        TimeSpan? TransferIdleTimeout = null,
        TransferPriority TransferPriority = TransferPriority.Normal)
    {
        public PeerServer Options()
        {
            HttpPeerOptions connection = new()
            {
                Address = Address, Token = Token, CertificateSha256 = CertificateSha256, AllowedNetworks = Networks(AllowedNetworks),
            };
            PeerServer peer = new() { Server = Server, RemoteName = RemoteName, Connection = connection, TransferPriority = TransferPriority };
            return peer with
            {
                WorkTimeout = WorkTimeout ?? peer.WorkTimeout, TransferIdleTimeout = TransferIdleTimeout ?? peer.TransferIdleTimeout,
            };
        }
    }

    private static IPNetwork[] Networks(IReadOnlyList<string>? texts) => [.. (texts ?? []).Select(text => IPNetwork.Parse(text))];
}
