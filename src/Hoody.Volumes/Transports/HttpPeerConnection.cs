using System.IO.Pipelines;

namespace Hoody.Volumes.Transports;

/// <summary>One HTTP/2 request with both bodies open.</summary>
internal sealed class HttpPeerConnection : PeerConnection
{
    private static readonly StreamPipeReaderOptions _reading = new(bufferSize: 64 << 10, leaveOpen: true);

    private readonly HttpResponseMessage _response;
    private readonly CancellationTokenSource _lifetime;
    private int _isDisposed;

    public HttpPeerConnection(string peer, HttpResponseMessage response, Stream answer, Stream body, CancellationTokenSource lifetime)
        : base(peer, PipeReader.Create(answer, _reading), PipeWriter.Create(body))
    {
        (_response, _lifetime) = (response, lifetime);
        Headers = response.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => string.Join(", ", header.Value));
    }

    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        // A body that has not ended by now is cut off, not ended: the peer must not take a part for the whole.
        await _lifetime.CancelAsync().ConfigureAwait(false);
        _response.Dispose();
        _lifetime.Dispose();
    }
}
