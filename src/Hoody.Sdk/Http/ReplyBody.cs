using System.Buffers;

namespace Hoody.Sdk;

/// <summary>The bytes of a reply in a rented array.</summary>
internal sealed class ReplyBody : IDisposable
{
    /// <summary>
    /// A page of 100 containers with everything asked for is about 1 MiB; beyond this a reply is not a reply of this API.
    /// </summary>
    public const int MaxLengthBytes = 32 * 1024 * 1024;

    private const int FirstLengthBytes = 16 * 1024;

    private byte[] _buffer;
    private int _length;

    private ReplyBody(int capacity) => _buffer = ArrayPool<byte>.Shared.Rent(capacity);

    public ReadOnlySpan<byte> Span => _buffer.AsSpan(0, _length);

    /// <exception cref="HoodySerializationException">
    /// The body is longer than <see cref="MaxLengthBytes"/>, or not compressed as it says.
    /// </exception>
    public static async Task<ReplyBody> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        long promised = content.Headers.ContentLength ?? FirstLengthBytes;
        if (promised > MaxLengthBytes)
        {
            throw TooLong();
        }

        // One more than promised, so that the end is seen without growing.
        ReplyBody body = new((int)promised + 1);
        try
        {
            using Stream stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            while (await stream.ReadAsync(body.Room(), cancellationToken).ConfigureAwait(false) is > 0 and int count)
            {
                body._length += count;
            }

            return body;
        }
        catch (Exception error)
        {
            body.Dispose();
            if (IsUndecodable(error))
            {
                throw new HoodySerializationException("The reply cannot be decompressed.", error);
            }

            throw;
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _length = 0;
    }

    private Memory<byte> Room()
    {
        if (_length > MaxLengthBytes)
        {
            throw TooLong();
        }

        if (_length == _buffer.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
            Span.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        return _buffer.AsMemory(_length);
    }

    // Gzip and deflate say the former, Brotli the latter.
    private static bool IsUndecodable(Exception error) =>
        error is InvalidDataException or (InvalidOperationException and not ObjectDisposedException);

    private static HoodySerializationException TooLong() => new($"The reply is longer than {MaxLengthBytes} bytes.");
}
