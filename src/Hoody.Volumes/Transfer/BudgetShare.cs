namespace Hoody.Volumes.Transfer;

/// <summary>What one session has taken of a budget, and gives back at its end. Without a budget it may have what it wants.</summary>
/// <remarks>Not thread-safe: one side of a session works with it.</remarks>
internal sealed class BudgetShare(ByteBudget? budget, TransferPriority priority)
{
    public long Taken { get; private set; }

    /// <summary>All that there is to share.</summary>
    public long Capacity => budget?.Capacity ?? long.MaxValue;

    /// <summary>Takes so many more, if they are left.</summary>
    public bool TryTake(long bytes)
    {
        bool isTaken = budget is null || budget.TryTake(bytes, priority);
        Taken += isTaken ? bytes : 0;
        return isTaken;
    }

    /// <summary>Takes so many more when it is the session's turn.</summary>
    public async ValueTask TakeAsync(long bytes, CancellationToken cancellationToken)
    {
        if (budget is not null)
        {
            await budget.TakeAsync(bytes, priority, cancellationToken).ConfigureAwait(false);
        }

        Taken += bytes;
    }

    /// <summary>Has the share be at least so large, if there is enough left.</summary>
    public bool TryGrow(long bytes) => bytes <= Taken || TryTake(bytes - Taken);

    /// <summary>Has the share be just so large, as it already is in truth.</summary>
    public void Set(long bytes)
    {
        if (bytes <= Taken)
        {
            GiveBack(Taken - bytes);
        }
        else if (!TryGrow(bytes))
        {
            budget?.TakeAnyway(bytes - Taken);
            Taken = bytes;
        }
    }

    public void GiveBack(long bytes)
    {
        Taken -= bytes;
        if (bytes > 0)
        {
            budget?.GiveBack(bytes);
        }
    }

    public void GiveBackAll() => GiveBack(Taken);
}
