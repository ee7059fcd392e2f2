using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Hoody.LocalHost.Peers;

/// <summary>The peer listener's port: HTTP/2 alone, for known addresses alone, every limit stated.</summary>
internal static class PeerEndpoint
{
    public static void Configure(KestrelServerOptions kestrel, PeerListenerOptions options)
    {
        kestrel.AddServerHeader = false;
        Limit(kestrel.Limits, options.KeepAliveInterval);
        kestrel.Listen(options.Address, options.Port, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;

            // Before TLS: who is not expected does not even get a handshake.
            listen.Use(next => connection => IsAllowed(connection.RemoteEndPoint, options.AllowedClients) ? next(connection) : Refuse(connection));
            if (options.Certificate is { } certificate)
            {
                listen.UseHttps(certificate);
            }
        });
    }

    private static void Limit(KestrelServerLimits limits, TimeSpan keepAlive)
    {
        limits.MaxRequestBodySize = PeerJson.MaxBodyBytes;
        limits.MaxConcurrentConnections = 256;
        limits.MaxConcurrentUpgradedConnections = 0;
        limits.MaxRequestLineSize = 8192;
        limits.MaxRequestHeaderCount = 32;
        limits.MaxRequestHeadersTotalSize = 16384;
        limits.MaxRequestBufferSize = 1 << 20;
        limits.MaxResponseBufferSize = 1 << 20;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(130);
        limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));

        // One for all streams of a connection, and a receiver of a transfer that is busy with its disk reads nothing for a while: the
        // transfer's own idle timeout is the limit.
        limits.MinResponseDataRate = null;
        limits.Http2.MaxStreamsPerConnection = 256;
        limits.Http2.InitialStreamWindowSize = 1 << 20;
        limits.Http2.InitialConnectionWindowSize = 4 << 20;
        limits.Http2.KeepAlivePingDelay = keepAlive;
        limits.Http2.KeepAlivePingTimeout = keepAlive;
    }

    private static bool IsAllowed(EndPoint? client, IReadOnlyList<IPNetwork> networks)
    {
        if (client is not IPEndPoint { Address: var address })
        {
            return false;
        }

        IPAddress plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return networks.Count == 0 ? IPAddress.IsLoopback(plain) : networks.Any(network => network.Contains(plain));
    }

    private static Task Refuse(ConnectionContext connection)
    {
        connection.Abort();
        return Task.CompletedTask;
    }
}
