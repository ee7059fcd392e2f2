using System.IO.Pipelines;

namespace Hoody.Volumes.Tests.Transfer;

/// <summary>A connection that fails when it is flushed for the n-th time, and from then on.</summary>
internal sealed class FailingOutput(IDuplexPipe inner, Exception failure, int atFlush) : PipeWriter, IDuplexPipe
{
    private int _flushes;

    public PipeReader Input => inner.Input;

    public PipeWriter Output => this;

    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
        ++_flushes < atFlush ? await inner.Output.FlushAsync(cancellationToken) : throw failure;

    public override void Advance(int bytes) => inner.Output.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => inner.Output.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => inner.Output.GetSpan(sizeHint);

    public override void CancelPendingFlush() => inner.Output.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => inner.Output.Complete(exception);
}
