using Hoody.LocalHost.Accounts;
using Hoody.LocalHost.Containers;
using Hoody.LocalHost.Http;
using Hoody.LocalHost.Jobs;
using Hoody.LocalHost.State;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Hoody.LocalHost.Snapshots;

/// <summary>
/// Takes and restores snapshots. The contract answers when the work is done; it is a durable operation all the same, which a client
/// that hangs up does not stop, and which the next start finishes after a crash.
/// </summary>
internal sealed class SnapshotTaking(StateContext state, OperationRunner runner, HoodyHostOptions options, TimeProvider time)
{
    private const int MaxAliasLength = 100;
    private const int MaxExpiryDays = 3650;

    public async Task<IResult> CreateAsync(HttpRequest request, string id, Caller caller)
    {
        CancellationToken cancellationToken = request.HttpContext.RequestAborted;
        BodyReader body = await BodyReader.ReadAsync(request);
        string? alias = body.Text("alias", 0, MaxAliasLength);
        int? expiryDays = body.Integer("expiry", 1, MaxExpiryDays);
        body.ThrowIfInvalid();

        IDbContextTransaction transaction = await state.Database.BeginTransactionAsync(cancellationToken);
        await using (transaction)
        {
            ContainerRow container = await state.RequireContainerAsync(id, caller, cancellationToken);
            RequireIdle(container, container.State is ContainerState.Running or ContainerState.Paused or ContainerState.Stopped);
            HashSet<string> taken = await RequireRoomAsync(container, cancellationToken);
            DateTimeOffset now = time.GetUtcNow();
            OperationArguments arguments = new()
            {
                SnapshotName = SnapshotNames.Choose(alias, now, taken),
                SnapshotAlias = string.IsNullOrEmpty(alias) ? null : alias,
                SnapshotExpiryDays = expiryDays,
                StateAfter = container.State,
            };
            OperationRow operation = OperationQueue.Add(state, container, OperationKind.Snapshot, arguments, now);
            await CommitAndRunAsync(transaction, operation, cancellationToken);
            SnapshotRow snapshot = await state.Snapshots.AsNoTracking()
                .SingleAsync(row => row.ContainerId == container.Id && row.Name == arguments.SnapshotName, CancellationToken.None);
            return ApiResult.Ok("Snapshot created successfully", new
            {
                ContainerId = container.Id,
                container.ProjectId,
                Snapshot = SnapshotView.From(snapshot),
            });
        }
    }

    public async Task<IResult> RestoreAsync(string id, string name, Caller caller, CancellationToken cancellationToken)
    {
        const string Done = "Container restored from snapshot successfully";
        await using IDbContextTransaction transaction = await state.Database.BeginTransactionAsync(cancellationToken);
        ContainerRow container = await state.RequireContainerAsync(id, caller, cancellationToken);
        DateTimeOffset now = time.GetUtcNow();
        SnapshotRow snapshot = await state.FindSnapshotAsync(container.Id, name, now, cancellationToken)
            ?? throw ApiErrors.SnapshotNotFound();
        RequireIdle(container, container.State is not (ContainerState.Deleting or ContainerState.Creating or ContainerState.Copying));
        OperationArguments arguments = new()
        {
            SnapshotName = snapshot.Name,
            PinnedSnapshot = snapshot.BlobId,
            StateAfter = container.State == ContainerState.Failed ? ContainerState.Running : container.State,
        };
        OperationRow operation = OperationQueue.Add(state, container, OperationKind.Restore, arguments, now);
        await CommitAndRunAsync(transaction, operation, cancellationToken);
        SnapshotRow restored = await state.Snapshots.AsNoTracking()
            .SingleAsync(row => row.ContainerId == container.Id && row.Name == snapshot.Name, CancellationToken.None);
        return ApiResult.Ok(Done, new { Success = true, Message = Done, Snapshot = SnapshotView.From(restored) });
    }

    private async Task CommitAndRunAsync(IDbContextTransaction transaction, OperationRow operation, CancellationToken cancellationToken)
    {
        await state.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        OperationRow finished = await runner.EndAsync(operation.Id, CancellationToken.None);
        if (finished.State == OperationState.Failed)
        {
            throw new ApiException(500, "SNAPSHOT_OPERATION_FAILED", $"The operation failed; GET /local/v1/operations/{operation.Id} says why");
        }
    }

    private static void RequireIdle(ContainerRow container, bool hasUsableState)
    {
        if (container.ActiveOperationId is not null || !hasUsableState)
        {
            throw ApiErrors.SnapshotInProgress();
        }
    }

    private async Task<HashSet<string>> RequireRoomAsync(ContainerRow container, CancellationToken cancellationToken)
    {
        HashSet<string> names = await state.Snapshots.Where(snapshot => snapshot.ContainerId == container.Id)
            .Select(snapshot => snapshot.Name).ToHashSetAsync(cancellationToken);
        return names.Count < options.MaxSnapshotsPerContainer
            ? names
            : throw new ApiException(400, "CONTAINER_SNAPSHOT_LIMIT", "The container has reached its snapshot limit")
            {
                Error = "CONTAINER_SNAPSHOT_LIMIT",
                Payload = new
                {
                    Field = "container_snapshot_limit",
                    ContainerId = container.Id,
                    container.ServerId,
                    CurrentCount = names.Count,
                    Limit = options.MaxSnapshotsPerContainer,
                },
            };
    }
}
