using System.Globalization;
using Hoody.EndToEnd.Tests.Workflows;
using Hoody.Sdk;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hoody.EndToEnd.Tests.Readme;

/// <summary>The scenarios of docs/client.md, run against a host.</summary>
public sealed class ClientScenariosTests(HostFixture host) : IClassFixture<HostFixture>
{
    [Fact]
    public async Task Staging_follows_production_and_keeps_its_state_from_before()
    {
        ContainerId production = await host.CreateContainerAsync("staged");
        ContainerId copy = await ClientScenarios.StagingFromProductionAsync(host.Client, production, host.Project);

        Assert.Equal("version 1", await File.ReadAllTextAsync(host.FileOf(copy, "app.txt")));
        Assert.Equal("before-sync", (await host.Client.Snapshots.ListAsync(copy).SingleAsync()).Name);
    }

    [Fact]
    public async Task A_team_follows_its_template()
    {
        ContainerId template = await host.CreateContainerAsync("template");
        Dictionary<string, ProjectId> team = new() { ["alice"] = host.Project, ["bob"] = host.Project };
        using StringWriter console = new(CultureInfo.InvariantCulture);

        IReadOnlyList<CopySyncResult> results = await ClientScenarios.TeamEnvironmentsAsync(host.Client, template, team, console);

        Assert.Equal(["alice-dev-env", "bob-dev-env"], results.Select(r => r.Container!.Name));
        Assert.Equal("", console.ToString());
        ContainerLineage lineage = await host.Client.Containers.GetLineageAsync();
        Assert.Equal(results.Select(r => r.CopyId), lineage.Find(template)!.Copies.Select(n => n.Container.Id));
    }

    [Fact]
    public async Task A_replica_stands_on_the_other_server()
    {
        ContainerId production = await host.CreateContainerAsync("replicated");
        ContainerId replica = await ClientScenarios.GeographicRedundancyAsync(host.Client, production, host.Project);

        Assert.Equal("node-eu", (await host.Client.Containers.GetAsync(replica)).ServerName);
        Assert.Equal(SyncReason.UpToDate, (await host.Client.Containers.SyncIfSourceChangedAsync(replica)).Reason);
        await host.Client.Containers.UpdateAsync(production, new UpdateContainerRequest { Comment = "changed" });
        Assert.Equal(SyncReason.SourceChanged, (await host.Client.Containers.SyncIfSourceChangedAsync(replica)).Reason);
    }

    [Fact]
    public async Task A_release_is_the_state_of_its_snapshot()
    {
        ContainerId tested = await host.CreateContainerAsync("tested");
        ContainerId next = await ClientScenarios.SnapshotThenCopyAsync(host.Client, tested, host.Project);
        Assert.Equal("version 1", await File.ReadAllTextAsync(host.FileOf(next, "app.txt")));
    }

    [Theory]
    [InlineData("node-us")]
    [InlineData("node-eu")]
    public async Task A_name_is_cut_over_and_the_gap_is_stated(string server)
    {
        string name = $"prod-{server}";
        ContainerId blue = await host.CreateContainerAsync(name);
        ContainerId green = await host.CopyAsync(blue, new(host.Project) { Name = $"{name}-next", TargetServerId = host.Servers[server] });
        ProxyAlias before = await host.Client.ProxyAliases.CreateAsync(new CreateProxyAliasRequest
        {
            ContainerId = blue,
            Alias = name,
            Target = ProxyTarget.Http(8080),
            TargetPath = "/",
        });
        using StringWriter console = new(CultureInfo.InvariantCulture);

        ProxyAliasMove move = await ClientScenarios.CutOverAsync(host.Client, name, green, console);

        Assert.Contains($"{name} now leads to {green}, and led nowhere for at most ", console.ToString(), StringComparison.Ordinal);
        ProxyAlias after = await host.Client.ProxyAliases.GetAsync(move.Alias.Id);
        Assert.Equal((green, server), (after.ContainerId, after.ServerName));
        Assert.Equal((before.Program, before.TargetPath, before.IsEnabled), (after.Program, after.TargetPath, after.IsEnabled));
        await Assert.ThrowsAsync<HoodyNotFoundException>(() => host.Client.ProxyAliases.GetAsync(before.Id));
    }

    [Fact]
    public async Task The_nightly_service_synchronises_when_its_time_has_come()
    {
        ContainerId source = await host.CreateContainerAsync("nightly");
        ContainerId copy = await host.CopyAsync(source, new(host.Project) { Name = "nightly-copy" });
        await File.WriteAllTextAsync(host.FileOf(source, "app.txt"), "version 2");
        RecordingContainers containers = new(host.Client.Containers);
        using ClientScenarios.NightlySync service = new(
            containers, copy, new Hoody.Testing.ImmediateTime(), NullLogger<ClientScenarios.NightlySync>.Instance);

        await service.StartAsync(CancellationToken.None);
        CopySyncResult first = await containers.First;
        await service.StopAsync(CancellationToken.None);

        Assert.True(first.IsSynced, first.Error?.Message);
        Assert.Equal("version 2", await File.ReadAllTextAsync(host.FileOf(copy, "app.txt")));
    }

    /// <summary>Tells the test of the first sync's end, and lets no second one begin.</summary>
    private sealed class RecordingContainers(ContainersClient inner) : ContainersClient
    {
        private readonly TaskCompletionSource<CopySyncResult> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<CopySyncResult> First => _first.Task;

        public override async Task<IReadOnlyList<CopySyncResult>> SyncCopiesAsync(
            IEnumerable<ContainerId> copies,
            SyncCopiesOptions? options = null,
            RequestOptions? request = null,
            CancellationToken cancellationToken = default)
        {
            if (_first.Task.IsCompleted)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }

            IReadOnlyList<CopySyncResult> results = await inner.SyncCopiesAsync(copies, options, request, cancellationToken);
            _first.SetResult(results[0]);
            return results;
        }
    }
}
