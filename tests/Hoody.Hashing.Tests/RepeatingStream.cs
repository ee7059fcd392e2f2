namespace Hoody.Hashing.Tests;

/// <summary>A long input in little memory: one pattern again and again. Every read ends at once.</summary>
internal sealed class RepeatingStream(byte[] pattern, long length) : Stream
{
    /// <summary>The most that one read asked for.</summary>
    public int LongestRead { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get; set; }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        LongestRead = Math.Max(LongestRead, buffer.Length);
        int start = (int)(Position % pattern.Length);
        int count = (int)Math.Min(Math.Min(buffer.Length, pattern.Length - start), length - Position);
        pattern.AsSpan(start, count).CopyTo(buffer);
        Position += count;
        return count;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
