using Hoody.LocalHost.Accounts;
using Hoody.LocalHost.Containers;
using Hoody.LocalHost.Engine;
using Hoody.LocalHost.Http;
using Hoody.LocalHost.State;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Hoody.LocalHost.Snapshots;

/// <summary>Lists, renames and deletes snapshots: what needs no work on a container's files.</summary>
internal sealed class SnapshotListing(
    StateContext state, ServerEngines engines, ContainerGates gates, HoodyHostOptions options, TimeProvider time)
{
    private const int MaxAliasLength = 100;

    public async Task<IResult> ListAsync(string id, Caller caller, CancellationToken cancellationToken)
    {
        ContainerRow container = await state.RequireContainerAsync(id, caller, cancellationToken);
        List<SnapshotRow> snapshots = await state.LiveSnapshots(container.Id, time.GetUtcNow()).AsNoTracking()
            .OrderByDescending(snapshot => snapshot.CreatedAt).ThenBy(snapshot => snapshot.Name).ToListAsync(cancellationToken);
        return ApiResult.Ok("Snapshots retrieved successfully", new
        {
            ContainerId = container.Id,
            container.ProjectId,
            SnapshotCount = snapshots.Count,
            MaxSnapshots = options.MaxSnapshotsPerContainer,
            Snapshots = snapshots.ConvertAll(SnapshotView.From),
        });
    }

    public async Task<IResult> SetAliasAsync(HttpRequest request, string id, string name, Caller caller)
    {
        CancellationToken cancellationToken = request.HttpContext.RequestAborted;
        BodyReader body = await BodyReader.ReadAsync(request);
        string? alias = body.Text("alias", 1, MaxAliasLength);
        if (!body.Has("alias"))
        {
            body.Fail("alias", "is required; null removes it");
        }

        body.ThrowIfInvalid();
        (ContainerRow container, SnapshotRow snapshot) = await RequireAsync(id, name, caller, cancellationToken);
        snapshot.Alias = alias;
        await state.SaveChangesAsync(cancellationToken);
        return ApiResult.Ok("Snapshot alias updated successfully", new
        {
            ContainerId = container.Id,
            container.ProjectId,
            Snapshot = SnapshotView.From(snapshot),
        });
    }

    public async Task<IResult> DeleteAsync(string id, string name, Caller caller, CancellationToken cancellationToken)
    {
        ContainerRow container = await state.RequireContainerAsync(id, caller, cancellationToken);

        // Without its row the name is free, and the ref of another snapshot must not be made under it before this one's is gone.
        using IDisposable gate = await gates.ChangeAsync(EngineRefs.AllOf(container.Id), cancellationToken);
        state.ChangeTracker.Clear(); // what was read before the gate was open may have changed
        string removed = await RemoveRowAsync(id, name, caller, cancellationToken);
        await engines.Of(container).RemoveSnapshotAsync(container.Id, removed, CancellationToken.None);
        return ApiResult.Ok("Snapshot deleted successfully", new
        {
            ContainerId = container.Id,
            container.ProjectId,
            SnapshotName = removed,
        });
    }

    // The row first: were the ref first and the host then killed, the API would name a snapshot that cannot be restored.
    private async Task<string> RemoveRowAsync(string id, string name, Caller caller, CancellationToken cancellationToken)
    {
        await using IDbContextTransaction transaction = await state.Database.BeginTransactionAsync(cancellationToken);
        (ContainerRow container, SnapshotRow snapshot) = await RequireAsync(id, name, caller, cancellationToken);
        if (container.ActiveOperationId is not null || await state.SourcesOfCopies().ContainsAsync(container.Id, cancellationToken))
        {
            throw ApiErrors.SnapshotInProgress();
        }

        state.Snapshots.Remove(snapshot);
        await state.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return snapshot.Name;
    }

    private async Task<(ContainerRow Container, SnapshotRow Snapshot)> RequireAsync(
        string id, string name, Caller caller, CancellationToken cancellationToken)
    {
        ContainerRow container = await state.RequireContainerAsync(id, caller, cancellationToken);
        SnapshotRow snapshot = await state.FindSnapshotAsync(container.Id, name, time.GetUtcNow(), cancellationToken)
            ?? throw ApiErrors.SnapshotNotFound();
        return (container, snapshot);
    }
}
