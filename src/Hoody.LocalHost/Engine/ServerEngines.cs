using Hoody.LocalHost.State;

namespace Hoody.LocalHost.Engine;

/// <summary>All servers of this host, its own and those of its peers, by the server's id.</summary>
internal sealed class ServerEngines : IAsyncDisposable
{
    private readonly Dictionary<string, IServer> _servers = new(StringComparer.Ordinal);

    /// <summary>Adds a server, which is disposed with the others.</summary>
    public void Add(ServerRow row, IServer server) => _servers.Add(row.Id, server);

    public IServer Of(ContainerRow container) => _servers[container.ServerId];

    /// <summary>The servers whose files are here.</summary>
    public IEnumerable<LocalServer> Local => _servers.Values.OfType<LocalServer>();

    public async ValueTask DisposeAsync()
    {
        foreach (IServer server in _servers.Values)
        {
            await server.DisposeAsync();
        }
    }
}
