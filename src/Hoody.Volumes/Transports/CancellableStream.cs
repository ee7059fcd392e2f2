namespace Hoody.Volumes.Transports;

/// <summary>A stream whose calls can be given up: those of a console, or of a pipe that was inherited, cannot be cancelled once they have begun.</summary>
/// <remarks>
/// What is below works on memory that is this stream's alone, so a call that was given up harms nobody when it ends: what it reads is there for the next read, and what it
/// writes was taken over as a whole. One reader and one writer at a time.
/// </remarks>
internal sealed class CancellableStream(Stream inner, int bufferBytes) : Stream
{
    private readonly byte[] _read = new byte[bufferBytes];
    private byte[] _written = [];
    private ReadOnlyMemory<byte> _unread;
    private Task<int>? _reading;
    private Task _writing = Task.CompletedTask;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_unread.IsEmpty)
        {
            _reading = _reading is { IsCanceled: false } ? _reading : inner.ReadAsync(_read, cancellationToken).AsTask();
            int length = await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
            (_reading, _unread) = (null, _read.AsMemory(0, length));
        }

        ReadOnlyMemory<byte> taken = _unread[..Math.Min(_unread.Length, buffer.Length)];
        taken.CopyTo(buffer);
        _unread = _unread[taken.Length..];
        return taken.Length;
    }

    /// <summary>Takes the bytes over once those before them are out; <see cref="FlushAsync"/> waits for them.</summary>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        _written = _written.Length < buffer.Length ? new byte[buffer.Length] : _written;
        buffer.CopyTo(_written);
        _writing = inner.WriteAsync(_written.AsMemory(0, buffer.Length), CancellationToken.None).AsTask();
    }

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        _writing = inner.FlushAsync(CancellationToken.None);
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
