using System.IO.Pipelines;
using Hoody.Volumes.Transports;

namespace Hoody.Volumes.Tests.Transfer;

/// <summary>Kills the other side a moment after the n-th read returns.</summary>
/// <param name="child">The other side.</param>
/// <param name="reads">Which read.</param>
/// <param name="spins">How long the moment is, in turns of an empty loop.</param>
internal sealed class KillingConnection(ProcessPeerConnection child, int reads, int spins) : IDuplexPipe
{
    public PipeReader Input { get; } = new Reader(child, reads, spins);

    public PipeWriter Output => child.Output;

    private sealed class Reader(ProcessPeerConnection child, int reads, int spins) : PipeReader
    {
        private int _left = reads;

        public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            ReadResult result = await child.Input.ReadAsync(cancellationToken);
            if (--_left == 0)
            {
                Task killing = Task.Run(Kill, CancellationToken.None);
                await (spins == 0 ? killing : Task.CompletedTask);
            }

            return result;
        }

        public override void AdvanceTo(SequencePosition consumed) => child.Input.AdvanceTo(consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => child.Input.AdvanceTo(consumed, examined);

        public override void CancelPendingRead() => child.Input.CancelPendingRead();

        public override void Complete(Exception? exception = null) => child.Input.Complete(exception);

        public override bool TryRead(out ReadResult result) => child.Input.TryRead(out result);

        private void Kill()
        {
            Thread.SpinWait(spins);
            child.Kill();
        }
    }
}
