using Hoody.LocalHost.Accounts;
using Hoody.LocalHost.Engine;
using Hoody.LocalHost.Jobs;
using Hoody.LocalHost.Peers;
using Hoody.LocalHost.State;
using Hoody.Volumes.Transfer;
using Microsoft.EntityFrameworkCore;

namespace Hoody.LocalHost.Hosting;

/// <summary>The order of a start: state, servers, what earlier runs left behind, and only then the port.</summary>
internal static class HostStart
{
    /// <returns>The token of the account that was made, or null when there was one already.</returns>
    public static async Task<string?> RunAsync(
        WebApplication application, HoodyHostOptions options, HostFolders folders, CancellationToken cancellationToken)
    {
        await using AsyncServiceScope scope = application.Services.CreateAsyncScope();
        IServiceProvider services = scope.ServiceProvider;
        StateContext state = services.GetRequiredService<StateContext>();
        await StateSchema.EnsureAsync(state, folders.StateFile, cancellationToken);
        List<ServerRow> servers = await EnsureServersAsync(state, options, cancellationToken);
        await AddServersAsync(services, servers, folders, options, cancellationToken);

        string? initialToken = await state.Accounts.AnyAsync(cancellationToken)
            ? null
            : await services.GetRequiredService<AccountDirectory>().CreateAsync(cancellationToken);
        OperationRecovery recovery = services.GetRequiredService<OperationRecovery>();
        await recovery.ReleaseAsync(cancellationToken);
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch (IOException exception)
        {
            throw new HoodyHostException($"Port {options.Port} cannot be listened on: {exception.Message}", exception);
        }

        await recovery.EnqueueAsync(cancellationToken);
        return initialToken;
    }

    private static async Task AddServersAsync(
        IServiceProvider services, List<ServerRow> rows, HostFolders folders, HoodyHostOptions options, CancellationToken cancellationToken)
    {
        ServerEngines engines = services.GetRequiredService<ServerEngines>();
        TransferScheduler transfers = services.GetRequiredService<TransferScheduler>();
        foreach (ServerRow row in rows)
        {
            PeerServer? peer = options.Peers.SingleOrDefault(candidate => candidate.Server == row.Name);
            engines.Add(row, peer is null
                ? await LocalServer.OpenAsync(row.Name, folders, options, transfers, cancellationToken)
                : new RemoteServer(peer, transfers));
        }
    }

    private static async Task<List<ServerRow>> EnsureServersAsync(
        StateContext state, HoodyHostOptions options, CancellationToken cancellationToken)
    {
        List<ServerRow> known = await state.Servers.ToListAsync(cancellationToken);
        foreach (ServerRow gone in known.Where(server => !options.AllServers.Contains(server.Name)))
        {
            if (await state.Containers.AnyAsync(container => container.ServerId == gone.Id, cancellationToken))
            {
                throw new HoodyHostException($"The data folder has containers on server '{gone.Name}': name it in {nameof(options.Servers)} or {nameof(options.Peers)}.");
            }

            state.Servers.Remove(gone);
        }

        foreach (string name in options.AllServers.Except(known.Select(server => server.Name)))
        {
            state.Servers.Add(new ServerRow
            {
                Id = RandomIds.NewResourceId(),
                RentalId = RandomIds.NewResourceId(),
                Name = name,
                CreatedAt = options.TimeProvider.GetUtcNow(),
            });
        }

        await state.SaveChangesAsync(cancellationToken);
        return await state.Servers.AsNoTracking().ToListAsync(cancellationToken);
    }
}
