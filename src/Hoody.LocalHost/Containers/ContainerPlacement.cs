using System.Security.Cryptography;
using Hoody.LocalHost.Accounts;
using Hoody.LocalHost.Http;
using Hoody.LocalHost.State;
using Microsoft.EntityFrameworkCore;

namespace Hoody.LocalHost.Containers;

/// <summary>
/// Where a new container goes: its project, its server, its name, and whether they have room. All of it is asked within the
/// transaction that adds the container; SQLite has one writer at a time, so of sixteen requests for one name one succeeds.
/// </summary>
internal sealed class ContainerPlacement(StateContext state, HoodyHostOptions options)
{
    public async Task<ServerRow> RequireServerAsync(string id, CancellationToken cancellationToken) =>
        await state.Servers.SingleOrDefaultAsync(server => server.Id == id || server.RentalId == id, cancellationToken)
        ?? throw ApiErrors.ResourceNotFound("Server");

    public async Task RequireRoomAsync(ProjectRow project, ServerRow server, CancellationToken cancellationToken)
    {
        if (await state.Containers.CountAsync(container => container.ServerId == server.Id, cancellationToken)
            >= options.MaxContainersPerServer)
        {
            throw ApiErrors.ServerFull();
        }

        int projectLimit = Math.Min(project.MaxContainers ?? int.MaxValue, options.MaxContainersPerProject);
        if (await state.Containers.CountAsync(container => container.ProjectId == project.Id, cancellationToken) >= projectLimit)
        {
            throw ApiErrors.ProjectFull();
        }
    }

    /// <exception cref="ApiException">The account has as much unfinished work as it may have.</exception>
    public async Task RequireJobRoomAsync(Caller caller, CancellationToken cancellationToken)
    {
        int pending = await state.Operations.CountAsync(
            operation => operation.AccountId == caller.AccountId
                && (operation.State == OperationState.Queued || operation.State == OperationState.Running),
            cancellationToken);
        if (pending >= options.MaxPendingJobsPerAccount)
        {
            throw ApiErrors.TooManyJobs();
        }
    }

    public async Task RequireFreeNameAsync(string projectId, string name, string? exceptContainerId, CancellationToken cancellationToken)
    {
        if (await state.Containers.AnyAsync(
            container => container.ProjectId == projectId && container.Name == name && container.Id != exceptContainerId, cancellationToken))
        {
            throw ApiErrors.ContainerNameInUse();
        }
    }

    /// <summary>A free name for a copy: the source's with <c>-copy</c>, and a number from the second on.</summary>
    public async Task<string> NameCopyAsync(string projectId, string sourceName, CancellationToken cancellationToken)
    {
        // 100 characters at most, with room for the number.
        string stem = sourceName[..Math.Min(sourceName.Length, 80)] + "-copy";
        HashSet<string> taken = await state.Containers
            .Where(container => container.ProjectId == projectId && container.Name.StartsWith(stem))
            .Select(container => container.Name)
            .ToHashSetAsync(cancellationToken);
        string name = stem;
        for (int number = 2; taken.Contains(name); number++)
        {
            name = $"{stem}-{number}";
        }

        return name;
    }

    public static string RandomName() => "container-" + RandomNumberGenerator.GetHexString(12, lowercase: true);
}
