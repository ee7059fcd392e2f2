using Hoody.LocalHost.Containers;
using Hoody.LocalHost.Engine;
using Hoody.LocalHost.State;
using Microsoft.EntityFrameworkCore;

namespace Hoody.LocalHost.Jobs;

/// <summary>Removes a container: its refs, its directory, its key file, what it holds of its source, and its rows; and its project's row when that waited for it.</summary>
internal sealed class DeleteWork(SourceCapture sources, ContainerGates gates, ContainerKeys keys) : IOperationWork
{
    public OperationKind Kind => OperationKind.Delete;

    public async Task<WorkResult> RunAsync(WorkOrder order, CancellationToken cancellationToken)
    {
        string id = order.Container.Id;
        using IDisposable gate = await gates.ChangeAsync(id, cancellationToken);
        await order.Server.RemoveAsync(id, cancellationToken);
        keys.Remove(id);
        await sources.ReleaseAsync(order.Operation, order.Container.SourceContainerId, cancellationToken);
        return new WorkResult { Apply = RemoveRowsAsync };
    }

    private static async Task RemoveRowsAsync(
        StateContext state, ContainerRow container, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await state.Snapshots.Where(row => row.ContainerId == container.Id).ExecuteDeleteAsync(cancellationToken);
        await state.StatusLogs.Where(row => row.ContainerId == container.Id).ExecuteDeleteAsync(cancellationToken);
        await state.ProxyAliases.Where(row => row.ContainerId == container.Id).ExecuteDeleteAsync(cancellationToken);
        state.Containers.Remove(container);
        ProjectRow project = await state.Projects.SingleAsync(row => row.Id == container.ProjectId, cancellationToken);
        if (project.IsDeleted
            && !await state.Containers.AnyAsync(row => row.ProjectId == project.Id && row.Id != container.Id, cancellationToken))
        {
            state.Projects.Remove(project);
        }
    }
}
