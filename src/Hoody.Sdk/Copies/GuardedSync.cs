using System.Diagnostics.CodeAnalysis;

namespace Hoody.Sdk;

/// <summary>A sync that is undone when it does not do good: snapshot, sync, check, and back on failure.</summary>
internal sealed class GuardedSync(
    ContainersClient containers, SnapshotsClient snapshots, SnapshotThenSyncOptions options, RequestOptions? call)
{
    public async Task<SnapshotThenSyncResult> RunAsync(ContainerId copy, CancellationToken cancellationToken)
    {
        Snapshot before = await snapshots.CreateAsync(copy, options.Snapshot, call, cancellationToken).ConfigureAwait(false);

        // Refused: nothing has happened, so nothing is to be undone.
        SyncOperation sync = await containers.SyncAsync(copy, null, call, cancellationToken).ConfigureAwait(false);
        Exception? reason;
        try
        {
            Container after = await sync.WaitForCompletionAsync(options.Wait, null, cancellationToken).ConfigureAwait(false);
            reason = await FindFaultAsync(after, cancellationToken).ConfigureAwait(false);
            if (reason is null)
            {
                return new SnapshotThenSyncResult(after, before);
            }
        }
        catch (ContainerOperationFailedException error)
        {
            reason = error;
        }

        throw await UndoAsync(copy, before, reason, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs the caller's check. Whatever it throws is a fault of the copy, for the caller to look at as the inner exception.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "The caller's own code: any exception of it means the same, and is passed on.")]
    private async Task<Exception?> FindFaultAsync(Container after, CancellationToken cancellationToken)
    {
        if (options.Check is not { } check)
        {
            return null;
        }

        try
        {
            bool isGood = await check(after, cancellationToken).ConfigureAwait(false);
            return isGood ? null : new HoodyException($"The check of container {after.Id} after its sync said no.");
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            return error;
        }
    }

    private async Task<SyncUndoneException> UndoAsync(
        ContainerId copy, Snapshot before, Exception reason, CancellationToken cancellationToken)
    {
        try
        {
            ContainerOperation restore = await snapshots.RestoreAsync(copy, before.Name, call, cancellationToken).ConfigureAwait(false);
            await restore.WaitForCompletionAsync(options.Wait, null, cancellationToken).ConfigureAwait(false);
            return new SyncUndoneException(
                $"Container {copy} was synchronised without success, and has been restored to its snapshot '{before.Name}': {reason.Message}",
                copy,
                before,
                reason);
        }
        catch (HoodyException error)
        {
            return new SyncUndoneException(
                $"Container {copy} was synchronised without success ({reason.Message}), and could not be restored: {error.Message} " +
                $"Its state from before is snapshot '{before.Name}'; restore that once the cause is gone.",
                copy,
                before,
                reason,
                error);
        }
    }
}
