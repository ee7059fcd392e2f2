using System.IO.Pipelines;

namespace Hoody.Volumes.Transfer;

/// <summary>Two ends of a connection in memory.</summary>
internal sealed class PipePair : IDuplexPipe
{
    // As far ahead as one side may be: the receiver works on one batch while the next arrives.
    private const int MaxBytesAhead = 1 << 20;

    private PipePair(PipeReader input, PipeWriter output) => (Input, Output) = (input, output);

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    public static (IDuplexPipe First, IDuplexPipe Second) Create()
    {
        PipeOptions options = new(
            pauseWriterThreshold: MaxBytesAhead, resumeWriterThreshold: MaxBytesAhead / 2, minimumSegmentSize: 64 << 10, useSynchronizationContext: false);
        (Pipe there, Pipe back) = (new Pipe(options), new Pipe(options));
        return (new PipePair(back.Reader, there.Writer), new PipePair(there.Reader, back.Writer));
    }
}
