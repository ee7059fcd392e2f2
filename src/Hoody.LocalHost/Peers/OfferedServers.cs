using Hoody.LocalHost.Engine;

namespace Hoody.LocalHost.Peers;

/// <summary>The servers that a host offers to others: its own. Those that it has from peers are not passed on.</summary>
internal sealed class OfferedServers(ServerEngines engines)
{
    private readonly Dictionary<string, LocalServer> _servers = engines.Local.ToDictionary(server => server.Name, StringComparer.Ordinal);

    /// <exception cref="PeerFaultException">There is none of that name.</exception>
    public LocalServer Require(string name) => _servers.TryGetValue(name, out LocalServer? server)
        ? server
        : throw new PeerFaultException(StatusCodes.Status404NotFound, "server-unknown", $"This host offers no server '{name}'.");
}
