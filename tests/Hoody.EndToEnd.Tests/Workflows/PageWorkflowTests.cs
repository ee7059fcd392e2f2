using Hoody.Sdk;

namespace Hoody.EndToEnd.Tests.Workflows;

/// <summary>The product page's scenarios and patterns that docs/client.md does not print, each from its first call to its last.</summary>
public sealed class PageWorkflowTests(HostFixture host) : IClassFixture<HostFixture>
{
    private ContainersClient Containers => host.Client.Containers;

    [Fact]
    public async Task Production_staging_and_development_follow_one_another()
    {
        ContainerId production = await host.CreateContainerAsync("prod");
        ContainerId staging = await host.CopyAsync(production, new(host.Project) { Name = "staging-app" });
        ContainerId development = await host.CopyAsync(staging, new(host.Project) { Name = "alice-dev" });
        await File.WriteAllTextAsync(host.FileOf(production, "app.txt"), "fixed");

        await host.SyncAsync(development);
        Assert.Equal("version 1", await ReadAsync(development));
        await host.SyncAsync(staging);
        await host.SyncAsync(development);
        Assert.Equal("fixed", await ReadAsync(development));

        LineageNode tree = (await Containers.GetLineageAsync()).Find(production)!; // it was just made
        Assert.Equal([staging, development], tree.EnumerateDescendants().Select(node => node.Container.Id));
    }

    [Fact]
    public async Task All_regions_follow_the_primary()
    {
        ContainerId primary = await host.CreateContainerAsync("prod-us");
        await host.CopyAsync(primary, new(host.Project) { Name = "prod-eu", TargetServerId = host.Servers["node-eu"] });
        await host.CopyAsync(primary, new(host.Project) { Name = "prod-us-2" });
        await File.WriteAllTextAsync(host.FileOf(primary, "app.txt"), "deployed");

        IReadOnlyList<CopySyncResult> results = await Containers.SyncAllCopiesAsync(primary, new SyncCopiesOptions { Wait = HostFixture.Wait });

        Assert.Equal(["node-eu", "node-us"], results.Select(result => result.Container!.ServerName).Order());
        Assert.All(results, result => Assert.Equal("deployed", File.ReadAllText(host.FileOf(result.CopyId, "app.txt"))));
    }

    [Fact]
    public async Task A_feature_is_tried_in_a_copy_and_goes_to_production_as_a_copy_of_that()
    {
        ContainerId production = await host.CreateContainerAsync("before-feature");
        ContainerId feature = await host.CopyAsync(production, new(host.Project) { Name = "feature-auth-v2" });
        await File.WriteAllTextAsync(host.FileOf(feature, "app.txt"), "with auth v2");
        Snapshot done = await host.Client.Snapshots.CreateAsync(feature, new CreateSnapshotRequest { Alias = "feature-auth-v2-complete" });
        await File.WriteAllTextAsync(host.FileOf(feature, "app.txt"), "an experiment after that");

        ContainerId next = await host.CopyAsync(feature, new(host.Project) { Name = "prod-with-auth-v2", SourceSnapshot = done.Name });

        Assert.Equal("with auth v2", await ReadAsync(next));
        Assert.Equal("version 1", await ReadAsync(production));
    }

    [Fact]
    public async Task Variants_of_one_container_go_their_own_ways()
    {
        ContainerId app = await host.CreateContainerAsync("app-ab");
        ContainerId a = await host.CopyAsync(app, new(host.Project) { Name = "variant-a" });
        ContainerId b = await host.CopyAsync(app, new(host.Project) { Name = "variant-b" });
        await File.WriteAllTextAsync(host.FileOf(a, "app.txt"), "variant a");
        Assert.Equal(("version 1", "version 1"), (await ReadAsync(app), await ReadAsync(b)));
    }

    [Fact]
    public async Task A_sync_that_broke_something_is_taken_back()
    {
        ContainerId source = await host.CreateContainerAsync("breaking");
        ContainerId copy = await host.CopyAsync(source, new(host.Project) { Name = "breaking-copy" });
        await File.WriteAllTextAsync(host.FileOf(source, "app.txt"), "broken");

        SyncUndoneException undone = await Assert.ThrowsAsync<SyncUndoneException>(() => Containers.SnapshotThenSyncAsync(
            copy,
            new SnapshotThenSyncOptions
            {
                Snapshot = new CreateSnapshotRequest { Alias = "before-sync" },
                Wait = HostFixture.Wait,
                Check = async (container, _) => await ReadAsync(container.Id) != "broken",
            }));

        Assert.Contains("before-sync", undone.Message, StringComparison.Ordinal);
        Assert.Equal("version 1", await ReadAsync(copy));
    }

    [Fact]
    public async Task A_copy_whose_source_is_gone_is_an_orphan_that_can_be_a_source_itself()
    {
        ContainerId source = await host.CreateContainerAsync("to-be-deleted");
        ContainerId copy = await host.CopyAsync(source, new(host.Project) { Name = "orphan" });
        await Containers.DeleteAsync(source);

        await Assert.ThrowsAsync<OrphanedCopyException>(() => Containers.SyncAsync(copy));
        Assert.Contains(copy, (await Containers.GetLineageAsync()).Orphans.Select(node => node.Container.Id));
        ContainerId second = await host.CopyAsync(copy, new(host.Project) { Name = "copy-of-orphan" });
        Assert.Equal("version 1", await ReadAsync(second));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Firewall_network_and_environment_come_along_as_the_page_says(bool areAsked)
    {
        string name = areAsked ? "with-rules" : "without-rules";
        ContainerId source = await host.CreateContainerAsync(name);
        FirewallRule web = new() { Action = "allow", Protocol = "tcp", Description = "web", DestinationPort = "443" };
        Assert.True(await host.Client.Firewall.AddAsync(source, FirewallDirection.Ingress, web));
        Assert.False(await host.Client.Firewall.AddAsync(source, FirewallDirection.Ingress, web));
        await host.Client.Network.SetAsync(source, new SetNetworkRequest { Type = "block" });
        EnvironmentChange change = await host.Client.Environment.SetAsync(source, "NODE_ENV", "production");
        Assert.True(change.IsSynced);

        ContainerId copy = await host.CopyAsync(
            source, new(host.Project) { Name = name + "-copy", CopyFirewallRules = areAsked, CopyNetworkRules = areAsked });

        FirewallRules rules = await host.Client.Firewall.GetRulesAsync(copy);
        Assert.Equal(areAsked ? ["443"] : [], rules.Ingress.Select(rule => rule.DestinationPort));
        Assert.Equal(areAsked, (await host.Client.Network.GetAsync(copy)).IsConfigured);
        Assert.Equal("production", (await host.Client.Environment.GetAsync(copy))["NODE_ENV"]);
    }

    [Fact]
    public async Task A_copys_own_rules_survive_its_sync()
    {
        ContainerId source = await host.CreateContainerAsync("ruled");
        ContainerId copy = await host.CopyAsync(source, new(host.Project) { Name = "ruled-copy" });
        await host.Client.Firewall.AddAsync(
            copy, FirewallDirection.Egress, new FirewallRule { Action = "drop", Protocol = "udp", Description = "no dns", DestinationPort = "53" });
        await host.Client.Firewall.SetEnabledAsync(
            copy, FirewallDirection.Egress, new FirewallRuleFilter { DestinationPort = "53" }, isEnabled: false);
        await host.SyncAsync(copy);

        FirewallRule rule = Assert.Single((await host.Client.Firewall.GetRulesAsync(copy)).Egress);
        Assert.Equal("disabled", rule.State);
        Assert.Single(await host.Client.Firewall.RemoveAllAsync(copy, FirewallDirection.Egress));
        await host.Client.Firewall.ResetAsync(copy);
    }

    [Fact]
    public async Task A_copy_is_restarted_and_its_size_is_told()
    {
        ContainerId source = await host.CreateContainerAsync("restarted");
        ContainerId copy = await host.CopyAsync(source, new(host.Project) { Name = "restarted-copy" });

        ContainerActionResult restart = await Containers.InvokeAsync(copy, ContainerAction.Restart);
        Assert.Equal((ContainerStatus.Running, false), (restart.Status, restart.IsError));
        await Assert.ThrowsAsync<HoodyInvalidRequestException>(() => Containers.InvokeAsync(copy, ContainerAction.Start));
        Assert.Equal("version 1".Length + "data".Length, (await Containers.GetStatsAsync(copy)).Disk!.Root!.UsedBytes);

        await Containers.InvokeAsync(copy, ContainerAction.Stop, new ContainerActionOptions { Timeout = TimeSpan.FromSeconds(30) });
        Assert.True((await Containers.SetKvmAsync(copy, true)).Kvm);
        await host.SyncAsync(copy);
        Assert.Equal(ContainerStatus.Stopped, (await Containers.GetAsync(copy)).Status);
    }

    [Fact]
    public async Task A_token_of_its_own_lets_the_nightly_job_in_until_it_is_deleted()
    {
        ApiToken token = await host.Client.ApiTokens.CreateAsync(new CreateApiTokenRequest { Alias = "nightly sync" });
        using HoodyClient job = new(
            HoodyCredential.FromToken(token.Secret!.Value.Value), new HoodyClientOptions { BaseAddress = host.Host.BaseAddress });
        Assert.Equal((token.Id, "nightly sync"), ((await job.ApiTokens.GetCurrentAsync()).Id, (await job.ApiTokens.GetCurrentAsync()).Alias));

        await host.Client.ApiTokens.UpdateAsync(token.Id, new UpdateApiTokenRequest { Alias = "nightly" });
        Assert.Contains("nightly", await host.Client.ApiTokens.ListAsync().Select(t => t.Alias).ToListAsync());
        await host.Client.ApiTokens.DeleteAsync(token.Id);
        await Assert.ThrowsAsync<HoodyAuthenticationException>(() => job.ApiTokens.GetCurrentAsync());
    }

    [Fact]
    public async Task A_projects_name_and_limit_are_changed()
    {
        Project project = await host.Client.Projects.CreateAsync(new CreateProjectRequest { Alias = "changing", MaxContainers = 5 });
        Project changed = await host.Client.Projects.UpdateAsync(
            project.Id, new UpdateProjectRequest { Alias = "changed", RemoveMaxContainers = true });
        Assert.Equal(("changed", null), (changed.Alias, changed.MaxContainers));
    }

    [Fact]
    public async Task A_snapshots_text_changes_and_its_name_stays()
    {
        ContainerId container = await host.CreateContainerAsync("renamed-snapshot");
        Snapshot snapshot = await host.Client.Snapshots.CreateAsync(container, new CreateSnapshotRequest { Alias = "stable" });
        Snapshot renamed = await host.Client.Snapshots.RenameAsync(container, snapshot.Name, "very stable");
        Assert.Equal((snapshot.Name, "very stable"), (renamed.Name, renamed.Alias));
        Assert.Null((await host.Client.Snapshots.RenameAsync(container, snapshot.Name, null)).Alias);
    }

    private Task<string> ReadAsync(ContainerId container) => File.ReadAllTextAsync(host.FileOf(container, "app.txt"));
}
