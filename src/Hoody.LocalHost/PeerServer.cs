using Hoody.Volumes.Transports;

namespace Hoody.LocalHost;

/// <summary>A server that another host plays.</summary>
public sealed record PeerServer
{
    /// <summary>Gets the server's name in this host's API.</summary>
    public required string Server { get; init; }

    /// <summary>Gets the server's name in the other host; null, the default, when it is the same.</summary>
    public string? RemoteName { get; init; }

    /// <summary>Gets where the other host offers its servers, and how the two know each other.</summary>
    public required HttpPeerOptions Connection { get; init; }
}
