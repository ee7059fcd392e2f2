using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Hoody.LocalHost.Hosting;

/// <summary>The web server's limits, every one of them stated: what a client may cost before the API even looks at its request.</summary>
internal static class HostLimits
{
    /// <summary>The largest body of the contract: 256 variables of 4,096 characters, some of them four bytes long, and their names.</summary>
    private const long MaxRequestBodyBytes = 5 << 20;

    public static void Apply(KestrelServerLimits limits)
    {
        limits.MaxRequestBodySize = MaxRequestBodyBytes;
        limits.MaxConcurrentConnections = 1024;
        limits.MaxConcurrentUpgradedConnections = 0;
        limits.MaxRequestLineSize = 8192;
        limits.MaxRequestHeaderCount = 64;
        limits.MaxRequestHeadersTotalSize = 32768;
        limits.MaxRequestBufferSize = 1 << 20;
        limits.MaxResponseBufferSize = 64 << 10;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(130);
        limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        limits.Http2.MaxStreamsPerConnection = 100;
    }
}
