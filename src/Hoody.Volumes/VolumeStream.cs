using Hoody.Volumes.Trees;

namespace Hoody.Volumes;

/// <summary>A file of a volume as a stream. Only the asynchronous calls work: the bytes may be in the store.</summary>
internal sealed class VolumeStream(Volume volume, TreePath path, long length) : Stream
{
    private long _position;
    private long _length = length;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => true;

    /// <summary>As this stream knows it; another one may change it.</summary>
    public override long Length => _length;

    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = value;
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = await volume.ReadAsync(path, _position, buffer, cancellationToken).ConfigureAwait(false);
        _position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await volume.WriteAsync(path, _position, buffer, cancellationToken).ConfigureAwait(false);
        _position += buffer.Length;
        _length = Math.Max(_length, _position);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => _length + offset,
    };

    public override Task FlushAsync(CancellationToken cancellationToken) => volume.FlushAsync(cancellationToken);

    /// <summary>Does nothing: what was written is with the volume, and <see cref="FlushAsync"/> makes it durable.</summary>
    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw OnlyAsync();

    public override void Write(byte[] buffer, int offset, int count) => throw OnlyAsync();

    public override void SetLength(long value) => throw new NotSupportedException("Call Volume.SetLengthAsync.");

    private static NotSupportedException OnlyAsync() => new("Call the asynchronous method: the bytes may be in the store.");
}
