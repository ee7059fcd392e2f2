namespace Hoody.Hashing;

/// <summary>Neighbouring chunks of an input, with their bytes.</summary>
/// <remarks>A view of buffers that <see cref="ChunkHasher"/> uses again: valid until the next batch is asked for.</remarks>
public readonly struct ChunkBatch
{
    internal ChunkBatch(long offset, ReadOnlyMemory<byte> window, ReadOnlyMemory<HashedChunk> chunks)
    {
        Offset = offset;
        Window = window;
        Chunks = chunks;
    }

    /// <summary>Where the window starts in the input, in bytes. The next batch's starts where this one's ends.</summary>
    public long Offset { get; }

    /// <summary>The bytes of all the batch's chunks.</summary>
    public ReadOnlyMemory<byte> Window { get; }

    /// <summary>The chunks in the order of the input; at least one. They cover the window without a gap.</summary>
    public ReadOnlyMemory<HashedChunk> Chunks { get; }

    /// <summary>The bytes of one of the batch's chunks.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="chunk"/> lies outside the window.</exception>
    public ReadOnlyMemory<byte> BytesOf(HashedChunk chunk) =>
        chunk.Offset >= 0 && chunk.Length >= 0 && chunk.Offset <= Window.Length - chunk.Length
            ? Window.Slice(chunk.Offset, chunk.Length)
            : throw new ArgumentOutOfRangeException(
                nameof(chunk),
                $"The chunk (offset {chunk.Offset}, length {chunk.Length}) does not lie in the window of {Window.Length} bytes: it is another batch's.");
}
