using Hoody.LocalHost.Engine;
using Hoody.Volumes.Transfer;
using Hoody.Volumes.Transports;

namespace Hoody.LocalHost.Peers;

/// <summary>A server that another host plays. Nothing is asked of it before there is work. Thread-safe.</summary>
internal sealed class RemoteServer(PeerServer options, TransferScheduler transfers) : IServer
{
    private readonly HttpPeer _peer = new(options.Connection);
    private readonly string _path = PeerPaths.Server(options.RemoteName ?? options.Server);

    /// <summary>How transfers with the server are made.</summary>
    public TransferOptions Transfers { get; } = options.Transfers with { Scheduler = transfers };

    public async Task<IServerWork> BeginWorkAsync(CancellationToken cancellationToken)
    {
        PeerConnection hold = await _peer.OpenAsync(_path + "/pins", cancellationToken);
        try
        {
            string pin = hold.Headers.TryGetValue(PeerPaths.PinHeader, out string? id)
                ? id
                : throw new PeerException(_peer.Name, PeerError.NotAPeer, "it gave no pin.");
            return new RemoteServerWork(this, new PeerClient(_peer, options, $"{_path}/pins/{Uri.EscapeDataString(pin)}"), hold);
        }
        catch
        {
            await hold.DisposeAsync();
            throw;
        }
    }

    public Task RemoveSnapshotAsync(string containerId, string name, CancellationToken cancellationToken) =>
        new PeerClient(_peer, options, _path).SendAsync(HttpMethod.Delete, PeerPaths.Snapshot(containerId, name), null, null, cancellationToken);

    public Task<DiskUse> MeasureAsync(string containerId, CancellationToken cancellationToken) =>
        new PeerClient(_peer, options, _path).AskAsync<DiskUse>(HttpMethod.Get, PeerPaths.Container(containerId, "/use"), null, null, cancellationToken);

    public string? FindDirectory(string containerId) => null;

    public ValueTask DisposeAsync()
    {
        _peer.Dispose();
        return ValueTask.CompletedTask;
    }
}
