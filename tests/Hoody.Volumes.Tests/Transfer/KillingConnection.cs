using System.IO.Pipelines;
using Hoody.Volumes.Transfer;
using Hoody.Volumes.Transports;

namespace Hoody.Volumes.Tests.Transfer;

/// <summary>Kills the other side when the n-th read returns.</summary>
internal sealed class KillingConnection(ProcessPeerConnection child, int reads) : IDuplexPipe
{
    public PipeReader Input { get; } = new Reader(child, reads);

    public PipeWriter Output => child.Output;

    private sealed class Reader(ProcessPeerConnection child, int reads) : PipeReader
    {
        private int _left = reads;

        public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            ReadResult result = await child.Input.ReadAsync(cancellationToken);
            if (--_left == 0)
            {
                child.Kill();
            }

            return result;
        }

        public override void AdvanceTo(SequencePosition consumed) => child.Input.AdvanceTo(consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => child.Input.AdvanceTo(consumed, examined);

        public override void CancelPendingRead() => child.Input.CancelPendingRead();

        public override void Complete(Exception? exception = null) => child.Input.Complete(exception);

        public override bool TryRead(out ReadResult result) => child.Input.TryRead(out result);
    }
}

/// <summary>Kills the other side at the n-th report.</summary>
internal sealed class KillingProgress(ProcessPeerConnection child, int reports) : IProgress<TransferProgress>
{
    private int _left = reports;

    public void Report(TransferProgress value)
    {
        if (--_left == 0)
        {
            child.Kill();
        }
    }
}
