using System.Net;

namespace Hoody.Volumes.Transports;

/// <summary>A request's body that stays open after the request was sent: what is written to it goes out at once.</summary>
internal sealed class OpenBody : HttpContent
{
    private readonly TaskCompletionSource<Stream> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The stream of the body, once there is a connection; disposing it ends the body.</summary>
    public async Task<Stream> OpenAsync(CancellationToken cancellationToken) =>
        new EndingStream(await _opened.Task.WaitAsync(cancellationToken).ConfigureAwait(false), _ended);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        try
        {
            // The head goes out before there is a body: the peer answers it at once.
            await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _opened.TrySetResult(stream); // also where the peer's answer has ended already, and the body with it: whoever writes is told, and the answer can be read
        }

        await _ended.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        _opened.TrySetCanceled();
        _ended.TrySetResult();
        base.Dispose(disposing);
    }

    private sealed class EndingStream(Stream body, TaskCompletionSource ended) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            body.WriteAsync(buffer, cancellationToken);

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            body.WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override Task FlushAsync(CancellationToken cancellationToken) => body.FlushAsync(cancellationToken);

        public override void Flush() => throw new NotSupportedException();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            ended.TrySetResult();
            base.Dispose(disposing);
        }
    }
}
