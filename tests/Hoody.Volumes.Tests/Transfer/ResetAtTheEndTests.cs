using System.IO.Pipelines;
using Hoody.ChunkStore;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Transfer;

namespace Hoody.Volumes.Tests.Transfer;

/// <summary>A peer that has said everything may reset the connection, as HTTP does when its caller hangs up: what was agreed stands.</summary>
public sealed class ResetAtTheEndTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_side_that_has_the_end_of_a_session_does_not_fail_by_a_reset(bool cancels)
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        BlobId snapshot = await source.PutSnapshotAsync(new ModelTree { Entry = Sample.Directory("") });
        (IDuplexPipe near, IDuplexPipe far) = PipePair.Create();
        using CancellationTokenSource aborted = new();
        Task serving = source.Store.ServeTransferAsync(far, new TransferPolicy { AllowPull = true });

        TransferPlan plan = await target.Store.PlanReceiveAsync(
            new ResetConnection(near, cancels ? aborted : null), [new TransferRequest(snapshot)], cancellationToken: aborted.Token);

        await serving;
        Assert.Equal(2, plan.NodesNew); // the snapshot and its root
        Assert.Equal(cancels, aborted.IsCancellationRequested);
    }

    /// <summary>
    /// A connection whose end is a reset: the token of the request is cancelled, and then the read fails; and all that comes after it, as Kestrel's reader
    /// of a request has it.
    /// </summary>
    private sealed class ResetConnection(IDuplexPipe inner, CancellationTokenSource? aborted) : PipeReader, IDuplexPipe
    {
        private bool _isReset;

        public PipeReader Input => this;

        public PipeWriter Output => inner.Output;

        public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            ReadResult result = await inner.Input.ReadAsync(cancellationToken);
            if (!result.IsCompleted)
            {
                return result;
            }

            await (aborted?.CancelAsync() ?? Task.CompletedTask);
            _isReset = true;
            throw Reset();
        }

        public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
        {
            ThrowIfReset();
            inner.Input.AdvanceTo(consumed, examined);
        }

        public override void CancelPendingRead() => inner.Input.CancelPendingRead();

        public override void Complete(Exception? exception = null)
        {
            ThrowIfReset();
            inner.Input.Complete(exception);
        }

        public override bool TryRead(out ReadResult result) => inner.Input.TryRead(out result);

        private static IOException Reset() => new("The client reset the request stream.");

        private void ThrowIfReset()
        {
            if (_isReset)
            {
                throw Reset();
            }
        }
    }
}
