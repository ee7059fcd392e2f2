using System.Net;
using System.Net.Sockets;

namespace Hoody.Volumes.Transports;

/// <summary>Connects to a peer: resolves its name once, and connects to the very address that was looked at, so that no second answer of DNS can differ.</summary>
internal sealed class PeerDialer(HttpPeerOptions options, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
{
    private readonly bool _isPlain = options.Address.Scheme == Uri.UriSchemeHttp;

    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        DnsEndPoint target = context.DnsEndPoint;
        IPAddress[] found = IPAddress.TryParse(target.Host, out IPAddress? written)
            ? [written]
            : await resolve(target.Host, cancellationToken).ConfigureAwait(false);
        IPAddress[] allowed = [.. found.Select(Plain).Where(IsAllowed)];
        if (allowed.Length == 0)
        {
            throw new PeerException(
                options.Address.Authority,
                PeerError.AddressNotAllowed,
                $"it is at {string.Join(", ", found.Select(address => address.ToString()))}, which is not allowed for it; nothing was sent there.");
        }

        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, target.Port, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private bool IsAllowed(IPAddress address)
    {
        if (_isPlain && !IPAddress.IsLoopback(address))
        {
            return false;
        }

        return options.AllowedNetworks.Count > 0
            ? options.AllowedNetworks.Any(network => network.Contains(address))
            : IPAddress.TryParse(options.Address.IdnHost, out IPAddress? written) && Plain(written).Equals(address);
    }

    // An IPv4 address in IPv6 clothes is the IPv4 address, and is judged as that.
    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
