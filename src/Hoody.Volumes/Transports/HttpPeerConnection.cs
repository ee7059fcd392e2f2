using System.IO.Pipelines;

namespace Hoody.Volumes.Transports;

/// <summary>One HTTP/2 request with both bodies open.</summary>
internal sealed class HttpPeerConnection(
    string peer, HttpResponseMessage response, Stream answer, Stream body, CancellationTokenSource lifetime)
    : PeerConnection(peer, PipeReader.Create(answer, s_reading), PipeWriter.Create(body))
{
    private static readonly StreamPipeReaderOptions s_reading = new(bufferSize: 64 << 10, leaveOpen: true);

    private int _isDisposed;

    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        // A body that has not ended by now is cut off, not ended: the peer must not take a part for the whole.
        await lifetime.CancelAsync().ConfigureAwait(false);
        response.Dispose();
        lifetime.Dispose();
    }
}
