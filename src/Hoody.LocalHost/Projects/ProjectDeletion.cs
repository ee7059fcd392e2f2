using Hoody.LocalHost.Accounts;
using Hoody.LocalHost.Containers;
using Hoody.LocalHost.Http;
using Hoody.LocalHost.Jobs;
using Hoody.LocalHost.State;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Hoody.LocalHost.Projects;

/// <summary>Deletes a project with all its containers; the project's row goes with the last of them.</summary>
internal sealed class ProjectDeletion(StateContext state, ContainerDeletion containers, OperationQueue queue)
{
    public async Task<IResult> DeleteAsync(HttpRequest request, string id, Caller caller)
    {
        CancellationToken cancellationToken = request.HttpContext.RequestAborted;
        QueryReader query = new(request);
        bool withItems = query.Flag("include_deleted_items");
        query.ThrowIfInvalid();

        await using IDbContextTransaction transaction = await state.Database.BeginTransactionAsync(cancellationToken);
        ProjectRow project = await state.RequireProjectAsync(id, caller, cancellationToken);
        List<ContainerRow> members = await state.Containers.Where(container => container.ProjectId == project.Id).ToListAsync(cancellationToken);
        int aliasCount = await state.ProxyAliases.CountAsync(alias => alias.ProjectId == project.Id, cancellationToken);
        List<string> operations = [.. members.Select(containers.Begin).OfType<string>()];
        if (members.Count == 0)
        {
            state.Projects.Remove(project);
        }

        project.IsDeleted = true;
        await state.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        foreach (string operationId in operations)
        {
            await queue.EnqueueAsync(operationId);
        }

        var deleted = new { Containers = members.Count, Permissions = 0, Aliases = aliasCount };
        return ApiResult.Ok("Project deleted successfully", withItems
            ? new { Deleted = deleted, DeletedItems = new { Containers = members.ConvertAll(member => member.Id) } }
            : new { Deleted = deleted });
    }
}
