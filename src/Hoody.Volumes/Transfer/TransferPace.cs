using Hoody.ChunkStore.Backends;

namespace Hoody.Volumes.Transfer;

/// <summary>One direction's rate: what passes has the turn until the rate has made up for it. Thread-safe.</summary>
/// <remarks>
/// It passes first and is made up for afterwards, so who is next is decided when there is room again: by then one of a high priority that has just passed is back,
/// and has not lost its turn to one that waited meanwhile.
/// </remarks>
internal sealed class TransferPace(BandwidthLimiter limiter)
{
    private readonly ByteBudget _turn = new(1);

    /// <summary>How many wait for their turn.</summary>
    public int WaitingCount => _turn.WaitingCount;

    public async ValueTask WaitAsync(long bytes, TransferPriority priority, CancellationToken cancellationToken)
    {
        await _turn.TakeAsync(1, priority, cancellationToken).ConfigureAwait(false);
        Task madeUp = limiter.WaitAsync(bytes, CancellationToken.None).AsTask();
        if (madeUp.IsCompletedSuccessfully)
        {
            _turn.GiveBack(1);
        }
        else
        {
            _ = EndTurnAsync(madeUp); // its end is the next one's beginning: nobody else has to know
        }
    }

    private async Task EndTurnAsync(Task madeUp)
    {
        await madeUp.ConfigureAwait(false);
        _turn.GiveBack(1);
    }
}
