namespace Hoody.Hashing.Tests.Blake3;

/// <summary>A stream that gives less than asked for, and can fail at a chosen place.</summary>
internal sealed class FakeStream(byte[] input, Random random, int longestRead) : Stream
{
    private int _position;

    /// <summary>Called instead of the first read from this position on.</summary>
    public (int Position, Action Act)? Failure { get; init; }

    /// <summary>What every read says instead of how many bytes it gave, by how many were asked for.</summary>
    public Func<int, int>? Answer { get; init; }

    /// <summary>How many bytes were given.</summary>
    public int Given => _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (Failure is { } failure && _position >= failure.Position)
        {
            failure.Act();
        }

        int count = Math.Min(Math.Min(buffer.Length, input.Length - _position), 1 + random.Next(longestRead));
        input.AsSpan(_position, count).CopyTo(buffer);
        _position += count;
        return Answer?.Invoke(buffer.Length) ?? count;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        int count = Read(buffer.Span);
        cancellationToken.ThrowIfCancellationRequested();
        return count;
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
