using Hoody.LocalHost.State;
using Microsoft.EntityFrameworkCore;

namespace Hoody.LocalHost.Snapshots;

/// <summary>Finds the snapshots of a container that the caller has already been allowed to see.</summary>
internal static class SnapshotLookup
{
    /// <summary>Those that have not expired: an expired one is gone for the API, whether or not its row has been removed yet.</summary>
    public static IQueryable<SnapshotRow> LiveSnapshots(this StateContext state, string containerId, DateTimeOffset now) =>
        state.Snapshots.Where(snapshot => snapshot.ContainerId == containerId && (snapshot.ExpiresAt == null || snapshot.ExpiresAt > now));

    /// <summary>
    /// The containers whose snapshots are being copied, by a copy that may not have begun: nothing but their refs keeps a collector off
    /// the data until it has.
    /// </summary>
    public static IQueryable<string?> SourcesOfCopies(this StateContext state) =>
        from operation in state.Operations
        where operation.FinishedAt == null && operation.Kind == OperationKind.Copy
        join copy in state.Containers on operation.ContainerId equals copy.Id
        select copy.SourceContainerId;

    /// <summary>By name first; by alias otherwise, the newest where several share one.</summary>
    public static async Task<SnapshotRow?> FindSnapshotAsync(
        this StateContext state, string containerId, string nameOrAlias, DateTimeOffset now, CancellationToken cancellationToken) =>
        await state.LiveSnapshots(containerId, now)
            .SingleOrDefaultAsync(snapshot => snapshot.Name == nameOrAlias, cancellationToken)
        ?? await state.LiveSnapshots(containerId, now)
            .Where(snapshot => snapshot.Alias == nameOrAlias)
            .OrderByDescending(snapshot => snapshot.CreatedAt)
            .FirstOrDefaultAsync(cancellationToken);
}
