using Hoody.LocalHost.Accounts;
using Hoody.LocalHost.Http;
using Hoody.LocalHost.State;
using Microsoft.EntityFrameworkCore;

namespace Hoody.LocalHost.Containers;

/// <summary>Finds a caller's containers; another account's are not there.</summary>
internal static class ContainerLookup
{
    public static IQueryable<ContainerRow> ContainersOf(this StateContext state, Caller caller) =>
        state.Containers.Where(container => container.AccountId == caller.AccountId);

    public static Task<ContainerRow?> FindContainerAsync(
        this StateContext state, string id, Caller caller, CancellationToken cancellationToken) =>
        state.ContainersOf(caller).SingleOrDefaultAsync(container => container.Id == id, cancellationToken);

    public static async Task<ContainerRow> RequireContainerAsync(
        this StateContext state, string id, Caller caller, CancellationToken cancellationToken) =>
        await state.FindContainerAsync(id, caller, cancellationToken) ?? throw ApiErrors.ContainerNotFound();
}
