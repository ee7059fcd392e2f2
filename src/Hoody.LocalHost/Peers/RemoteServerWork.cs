using System.IO.Pipelines;
using Hoody.ChunkStore;
using Hoody.LocalHost.Engine;
using Hoody.Volumes.Transfer;
using Hoody.Volumes.Transports;

namespace Hoody.LocalHost.Peers;

/// <summary>Work on a peer's server, under a pin that lasts as long as one request to the peer is open.</summary>
internal sealed class RemoteServerWork : IServerWork, ITransferSource
{
    private static readonly TransferPolicy _pulls = new() { AllowPull = true };

    private readonly RemoteServer _server;
    private readonly PeerClient _peer;
    private readonly PeerConnection _hold;
    private readonly CancellationTokenSource _lost = new();
    private readonly Task _watch;

    public RemoteServerWork(RemoteServer server, PeerClient peer, PeerConnection hold)
    {
        (_server, _peer, _hold) = (server, peer, hold);
        Lost = _lost.Token;
        _watch = WatchAsync();
    }

    public CancellationToken Lost { get; }

    public Task CreateAsync(string containerId, CancellationToken cancellationToken) =>
        _peer.SendAsync(HttpMethod.Put, PeerPaths.Container(containerId), null, _peer.WorkTimeout, cancellationToken);

    public Task<CapturedTree> CaptureAsync(string containerId, byte[] configuration, bool isInUse, CancellationToken cancellationToken) =>
        _peer.AskAsync<CapturedTree>(
            HttpMethod.Post,
            PeerPaths.Container(containerId, "/capture"),
            new CaptureRequest(configuration, isInUse),
            _peer.WorkTimeout,
            cancellationToken);

    public Task<ProvisionedTree> ProvisionAsync(string containerId, BlobId snapshotId, CancellationToken cancellationToken) =>
        _peer.AskAsync<ProvisionedTree>(
            HttpMethod.Post, PeerPaths.Container(containerId, "/provision"), new SnapshotRequest(snapshotId), _peer.WorkTimeout, cancellationToken);

    public Task SetSnapshotAsync(string containerId, string name, BlobId snapshotId, CancellationToken cancellationToken) =>
        _peer.SendAsync(HttpMethod.Put, PeerPaths.Snapshot(containerId, name), new SnapshotRequest(snapshotId), null, cancellationToken);

    public Task RemoveAsync(string containerId, CancellationToken cancellationToken) =>
        _peer.SendAsync(HttpMethod.Delete, PeerPaths.Container(containerId), null, _peer.WorkTimeout, cancellationToken);

    public async Task<long> PullAsync(
        IServerWork source, IReadOnlyCollection<BlobId> snapshots, string containerId, TransferGauge gauge, CancellationToken cancellationToken)
    {
        if (source is RemoteServerWork other && other._server == _server)
        {
            return 0;
        }

        WantedRequest wanted = new([.. snapshots], containerId);
        TransferPlan plan = await ReceiveAsync<TransferPlan>("/plan", source, wanted, null, cancellationToken);
        gauge.Begin(plan);
        ReceivedAnswer received = await ReceiveAsync<ReceivedAnswer>("/receive", source, wanted, gauge, cancellationToken);
        gauge.Complete();
        return received.BytesTransferred;
    }

    public async Task<long> SendToAsync(
        LocalServerWork target, IReadOnlyCollection<BlobId> snapshots, BlobId? baseSnapshot, TransferGauge gauge, CancellationToken cancellationToken)
    {
        TransferRequest[] requests = [.. snapshots.Select(id => new TransferRequest(id))];
        TransferOptions transfer = _server.Transfers with { BaseSnapshot = baseSnapshot };
        await using (PeerConnection planning = await _peer.OpenAsync("/serve", cancellationToken))
        {
            gauge.Begin(await target.Server.Volumes.PlanReceiveAsync(planning, requests, transfer, cancellationToken));
        }

        await using PeerConnection connection = await _peer.OpenAsync("/serve", cancellationToken);
        TransferResult result = await target.Server.Volumes.ReceiveAsync(connection, requests, transfer, gauge, cancellationToken);
        gauge.Complete();
        return result.BytesTransferred;
    }

    public async ValueTask DisposeAsync()
    {
        await _hold.DisposeAsync();
        await _watch;
        _lost.Dispose();
    }

    // The peer is the receiver, and says afterwards what came of it.
    private async Task<T> ReceiveAsync<T>(
        string how, IServerWork source, WantedRequest wanted, TransferGauge? gauge, CancellationToken cancellationToken)
        where T : class
    {
        await _peer.SendAsync(HttpMethod.Put, "/wanted", wanted, null, cancellationToken);
        await using (PeerConnection connection = await _peer.OpenAsync(how, cancellationToken))
        {
            MeteredPipe metered = new(connection, gauge);
            await (source is RemoteServerWork other
                ? other.PassOnAsync(metered, cancellationToken)
                : ((LocalServerWork)source).Server.Volumes.ServeTransferAsync(metered, _pulls, _server.Transfers, cancellationToken: cancellationToken));
        }

        return await _peer.AskAsync<T>(HttpMethod.Get, "/outcome", null, null, cancellationToken);
    }

    /// <summary>Lets this server be the sender of a session whose receiver is at the other end of a connection.</summary>
    private async Task PassOnAsync(IDuplexPipe receiver, CancellationToken cancellationToken)
    {
        await using PeerConnection sender = await _peer.OpenAsync("/serve", cancellationToken);
        await PipeRelay.RunAsync(sender, receiver, _server.Transfers, cancellationToken);
    }

    /// <summary>Waits for the end of the request that is the pin: before the disposal, it means that the pin is lost.</summary>
    private async Task WatchAsync()
    {
        try
        {
            await _hold.Input.ReadAsync();
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // Broken, which is an end as well; why, the next call to the peer will say.
        }

        await _lost.CancelAsync();
    }
}
