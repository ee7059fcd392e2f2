using Hoody.Sdk;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hoody.EndToEnd.Tests.Readme;

/// <summary>The scenarios of the product page, as docs/client.md prints them.</summary>
internal static partial class ClientScenarios
{
    public static async Task<ContainerId> StagingFromProductionAsync(HoodyClient client, ContainerId production, ProjectId staging)
    {
        #region README staging
        CopyOperation copy = await client.Containers.CopyAsync(production, new CopyContainerRequest(staging) { Name = "staging-api" });
        Container stagingApi = await copy.WaitForCompletionAsync();

        // A week later: back to the state before if the new one does no good.
        await client.Containers.SnapshotThenSyncAsync(stagingApi.Id, new SnapshotThenSyncOptions
        {
            Snapshot = new CreateSnapshotRequest { Alias = "before-sync", ExpiryDays = 7 },
            Check = (container, _) => Task.FromResult(container.Status == ContainerStatus.Running),
        });
        #endregion

        return stagingApi.Id;
    }

    public static async Task<IReadOnlyList<CopySyncResult>> TeamEnvironmentsAsync(
        HoodyClient client, ContainerId template, IReadOnlyDictionary<string, ProjectId> team, TextWriter console)
    {
        #region README team
        foreach ((string developer, ProjectId project) in team)
        {
            CopyOperation copy = await client.Containers.CopyAsync(
                template, new CopyContainerRequest(project) { Name = $"{developer}-dev-env" });
            await copy.WaitForCompletionAsync();
        }

        // The template has changed: all environments follow, four at a time.
        IReadOnlyList<CopySyncResult> results = await client.Containers.SyncAllCopiesAsync(template);
        foreach (CopySyncResult failed in results.Where(result => !result.IsSynced))
        {
            await console.WriteLineAsync($"{failed.CopyId}: {failed.Error!.Message}");
        }
        #endregion

        return results;
    }

    public static async Task<ContainerId> GeographicRedundancyAsync(HoodyClient client, ContainerId production, ProjectId project)
    {
        #region README redundancy
        Server europe = await client.Servers.ListAsync().FirstAsync(server => server.Name == "node-eu");
        CopyOperation copy = await client.Containers.CopyAsync(production, new CopyContainerRequest(project)
        {
            Name = "prod-eu-replica",
            TargetServerId = europe.Id,
            CopyFirewallRules = true,
        });
        Container replica = await copy.WaitForCompletionAsync();

        // Every hour; at the latest after a day, whatever the service says of the source.
        ConditionalSync sync = await client.Containers.SyncIfSourceChangedAsync(
            replica.Id, new SyncIfSourceChangedOptions { MaxAge = TimeSpan.FromDays(1) });
        if (sync.Operation is { } operation)
        {
            await operation.WaitForCompletionAsync();
        }
        #endregion

        return replica.Id;
    }

    public static async Task<ContainerId> SnapshotThenCopyAsync(HoodyClient client, ContainerId tested, ProjectId production)
    {
        #region README release
        Snapshot release = await client.Snapshots.CreateAsync(tested, new CreateSnapshotRequest { Alias = "ready-for-prod" });
        CopyOperation copy = await client.Containers.CopyAsync(tested, new CopyContainerRequest(production)
        {
            Name = "prod-v2",
            SourceSnapshot = release.Name, // the name, which the service makes of the alias
        });
        Container next = await copy.WaitForCompletionAsync();
        #endregion

        return next.Id;
    }

    public static async Task<ProxyAliasMove> CutOverAsync(HoodyClient client, string name, ContainerId next, TextWriter console)
    {
        #region README cut-over
        ProxyAlias live = await client.ProxyAliases.ListAsync().FirstAsync(alias => alias.Alias == name);
        ProxyAliasMove move = await client.ProxyAliases.MoveAsync(live.Id, next);
        await console.WriteLineAsync($"{name} now leads to {next}, and led nowhere for at most {move.Gap.TotalMilliseconds:0} ms.");
        #endregion

        return move;
    }

    #region README nightly
    internal sealed partial class NightlySync(
        ContainersClient containers, ContainerId staging, TimeProvider time, ILogger<NightlySync> logger) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            using PeriodicTimer night = new(TimeSpan.FromDays(1), time);
            while (await night.WaitForNextTickAsync(stoppingToken))
            {
                CopySyncResult result = (await containers.SyncCopiesAsync([staging], cancellationToken: stoppingToken))[0];
                LogEnd(result.IsSynced, result.Error?.Message);
            }
        }

        [LoggerMessage(1, LogLevel.Information, "Nightly sync done: {IsSynced} {Error}")]
        private partial void LogEnd(bool isSynced, string? error);
    }
    #endregion
}
