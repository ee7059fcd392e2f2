using Hoody.LocalHost.Accounts;
using Hoody.LocalHost.Http;
using Hoody.LocalHost.State;
using Microsoft.EntityFrameworkCore;

namespace Hoody.LocalHost.Projects;

/// <summary>Finds a caller's projects; another account's are not there.</summary>
internal static class ProjectLookup
{
    public static IQueryable<ProjectRow> ProjectsOf(this StateContext state, Caller caller) =>
        state.Projects.Where(project => project.AccountId == caller.AccountId && !project.IsDeleted);

    public static Task<ProjectRow?> FindProjectAsync(
        this StateContext state, string id, Caller caller, CancellationToken cancellationToken) =>
        state.ProjectsOf(caller).SingleOrDefaultAsync(project => project.Id == id, cancellationToken);

    public static async Task<ProjectRow> RequireProjectAsync(
        this StateContext state, string id, Caller caller, CancellationToken cancellationToken) =>
        await state.FindProjectAsync(id, caller, cancellationToken) ?? throw ApiErrors.ProjectNotFound();
}
