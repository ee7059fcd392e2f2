using System.IO.Pipelines;

namespace Hoody.Volumes.Transports;

/// <summary>A connection over two streams: for the accepting end of a session, over the standard input and output that it was started with, or over anything else.</summary>
/// <remarks>
/// The streams stay their owner's, who disposes them when the transfer has ended. They need not know how to be cancelled, as a console's do not: a call of theirs that does not end is
/// left behind.
/// </remarks>
public sealed class StreamConnection : IDuplexPipe
{
    // What one call to a stream moves.
    private const int BufferBytes = 64 << 10;

    /// <summary>Joins two streams.</summary>
    /// <param name="input">What the other side writes.</param>
    /// <param name="output">What the other side reads.</param>
    public StreamConnection(Stream input, Stream output)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        Input = PipeReader.Create(new CancellableStream(input, BufferBytes), new StreamPipeReaderOptions(bufferSize: BufferBytes, leaveOpen: true));
        Output = PipeWriter.Create(new CancellableStream(output, 0), new StreamPipeWriterOptions(minimumBufferSize: BufferBytes, leaveOpen: true));
    }

    /// <inheritdoc/>
    public PipeReader Input { get; }

    /// <inheritdoc/>
    public PipeWriter Output { get; }
}
