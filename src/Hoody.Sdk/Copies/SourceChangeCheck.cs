namespace Hoody.Sdk;

/// <summary>
/// Looks for a reason to synchronise a copy. The copy's own <c>updated_at</c> is no base: renaming the copy moves it, and a source that
/// changed before that would be missed. What counts is when its last sync began, which its status log says. Where anything is in doubt,
/// the answer is a reason: a sync too many costs time, one too few leaves old files.
/// </summary>
internal sealed class SourceChangeCheck(
    ContainersClient containers, SnapshotsClient snapshots, TimeProvider time, RequestOptions? call)
{
    // Ten requests. A copy with more changes of status since its last sync is synchronised without reading on.
    private const int MaxLogLines = 500;

    public async Task<ConditionalSync> FindReasonAsync(Container copy, TimeSpan? maxAge, CancellationToken cancellationToken)
    {
        try
        {
            (SyncReason? reason, DateTimeOffset started) = await FindLastSyncAsync(copy.Id, cancellationToken).ConfigureAwait(false);
            if (reason is { } found)
            {
                return new ConditionalSync(found);
            }

            Container source = await containers.GetAsync(copy.SourceContainerId!.Value, call, cancellationToken) // the caller has checked
                .ConfigureAwait(false);
            return new ConditionalSync(await CompareAsync(copy, source, started, maxAge, cancellationToken).ConfigureAwait(false))
            {
                LastSyncStartedAt = started,
                SourceUpdatedAt = source.UpdatedAt,
            };
        }
        catch (HoodyApiException error) when (error is HoodyNotFoundException or HoodyPermissionException)
        {
            // The sync itself will say it better, should the source or the copy be gone.
            return new ConditionalSync(SyncReason.NotKnown);
        }
    }

    private async Task<SyncReason> CompareAsync(
        Container copy, Container source, DateTimeOffset syncStarted, TimeSpan? maxAge, CancellationToken cancellationToken) =>
        source.UpdatedAt is not { } changed ? SyncReason.NotKnown
        : changed >= syncStarted ? SyncReason.SourceChanged
        : time.GetUtcNow() - syncStarted > maxAge ? SyncReason.MaxAgeReached
        : await MayBeRestoredAsync(copy, syncStarted, cancellationToken).ConfigureAwait(false) ? SyncReason.Restored
        : SyncReason.UpToDate;

    /// <summary>Gets when the last sync began, or the reason for a new one.</summary>
    private async Task<(SyncReason? Reason, DateTimeOffset Started)> FindLastSyncAsync(ContainerId copy, CancellationToken cancellationToken)
    {
        int lines = 0;
        ContainerStatusChange? end = null;
        await foreach (ContainerStatusChange change in containers.ListStatusChangesAsync(copy, call, cancellationToken).ConfigureAwait(false))
        {
            if (change.ToStatus.IsFilling)
            {
                // From nothing, or from being made: that was the copy itself.
                bool isSync = change.FromStatus.IsUsable || change.FromStatus.IsEnded;
                return !isSync ? (SyncReason.NeverSynced, default)
                    : end is not { ToStatus.IsUsable: true } ? (SyncReason.LastSyncIncomplete, default)
                    : change.TransitionTime is { } started ? (null, started)
                    : (SyncReason.NotKnown, default);
            }

            end = change;
            if (++lines == MaxLogLines)
            {
                return (SyncReason.NotKnown, default);
            }
        }

        return (SyncReason.NeverSynced, default);
    }

    /// <summary>A restore need not show in the status log; it shows at the snapshot, as long as that is there.</summary>
    private async Task<bool> MayBeRestoredAsync(Container copy, DateTimeOffset syncStarted, CancellationToken cancellationToken)
    {
        bool isLastUsedThere = copy.LastUsedSnapshot is null;
        await foreach (Snapshot snapshot in snapshots.ListAsync(copy.Id, call, cancellationToken).ConfigureAwait(false))
        {
            if (snapshot.LastUsedAt >= syncStarted)
            {
                return true;
            }

            isLastUsedThere |= snapshot.Name == copy.LastUsedSnapshot && snapshot.LastUsedAt is not null;
        }

        return !isLastUsedThere;
    }
}
