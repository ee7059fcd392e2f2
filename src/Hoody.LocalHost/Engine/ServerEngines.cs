using Hoody.LocalHost.State;

namespace Hoody.LocalHost.Engine;

/// <summary>The engines of all servers that this host plays, by the server's id.</summary>
internal sealed class ServerEngines : IAsyncDisposable
{
    private readonly Dictionary<string, ServerEngine> _engines = new(StringComparer.Ordinal);

    public async Task OpenAsync(
        IEnumerable<ServerRow> servers, HostFolders folders, TimeProvider time, CancellationToken cancellationToken)
    {
        foreach (ServerRow server in servers)
        {
            _engines.Add(server.Id, await ServerEngine.OpenAsync(server.Name, folders, time, cancellationToken));
        }
    }

    public ServerEngine Of(ContainerRow container) => _engines[container.ServerId];

    public async ValueTask DisposeAsync()
    {
        foreach (ServerEngine engine in _engines.Values)
        {
            await engine.DisposeAsync();
        }
    }
}
