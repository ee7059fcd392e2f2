namespace Hoody.Hashing;

/// <summary>What a stream says it read.</summary>
internal static class StreamRead
{
    /// <summary>The count, when it can be true: otherwise bytes would be hashed that the stream never gave.</summary>
    /// <exception cref="IOException">The count is negative, or more than was asked for.</exception>
    public static int Checked(int readBytes, int askedBytes) =>
        (uint)readBytes <= (uint)askedBytes
            ? readBytes
            : throw new IOException($"The stream says that it read {readBytes} bytes where {askedBytes} were asked for: its Read is wrong.");
}
