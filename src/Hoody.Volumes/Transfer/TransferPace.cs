using Hoody.ChunkStore.Backends;

namespace Hoody.Volumes.Transfer;

/// <summary>One direction's rate: who wants to pass waits for its turn, and has it until the rate has made up for it. Thread-safe.</summary>
internal sealed class TransferPace(BandwidthLimiter limiter)
{
    private readonly ByteBudget _turn = new(1);

    public async ValueTask WaitAsync(long bytes, TransferPriority priority, CancellationToken cancellationToken)
    {
        await _turn.TakeAsync(1, priority, cancellationToken).ConfigureAwait(false);
        try
        {
            await limiter.WaitAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.GiveBack(1);
        }
    }
}
