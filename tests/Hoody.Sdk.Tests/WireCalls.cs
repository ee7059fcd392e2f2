using System.Text.Json;
using Hoody.Sdk.Tests.Fakes;

namespace Hoody.Sdk.Tests;

/// <summary>Every call of the client, in the forms that differ on the wire; Golden/wire/requests.http has a request for each.</summary>
internal static class WireCalls
{
    private static readonly SshPublicKey SomeKey = SshPublicKey.Parse(
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMj5XgpJQjOa8z80xTNfs6WCN5TXyxEfWnMZ1hA6hv5e alice@laptop");

    private static readonly ProxyAliasId SomeAlias = new("aa0000000000000000000009");

    private static readonly ApiTokenId SomeToken = new("aa0000000000000000000007");

    private static readonly DateTimeOffset NewYear = new(2026, 12, 31, 0, 0, 0, TimeSpan.Zero);

    public static IReadOnlyDictionary<string, Func<HoodyClient, Task>> All { get; } = new Dictionary<string, Func<HoodyClient, Task>>
    {
        ["copy, minimal"] = c => c.Containers.CopyAsync(
            ClientFixture.Source, new CopyContainerRequest(ClientFixture.Project) { Name = "staging-api" }),
        ["copy, full"] = c => c.Containers.CopyAsync(ClientFixture.Source, new CopyContainerRequest
        {
            TargetProjectId = ClientFixture.Project,
            TargetServerId = ClientFixture.Server,
            Name = "prod-eu-replica",
            SshPublicKey = SomeKey,
            SourceSnapshot = "snap-20251109-143045",
            CopyFirewallRules = true,
            CopyNetworkRules = true,
            Kvm = true,
        }),
        ["sync"] = c => c.Containers.SyncAsync(ClientFixture.Copy),
        ["get"] = c => c.Containers.GetAsync(ClientFixture.Copy),
        ["get, with all details"] = c => c.Containers.GetAsync(
            ClientFixture.Copy, ContainerDetails.Runtime | ContainerDetails.ProxyDomains | ContainerDetails.ProxyPermissions),
        ["list, of a realm"] = c => ReadAsync(c.Containers.ListAsync(
            new ListContainersOptions { RealmId = "507f1f77bcf86cd799439011", Details = ContainerDetails.ProxyDomains })),
        ["list"] = c => ReadAsync(c.Containers.ListAsync()),
        ["list by project"] = c => ReadAsync(c.Containers.ListAsync(new ListContainersOptions
        {
            ProjectId = ClientFixture.Project,
            SortBy = ContainerSortKey.Name,
            SortOrder = SortOrder.Ascending,
            PageSize = 20,
            IncludeDeleting = true,
            IncludeExpired = true,
        })),
        ["create"] = c => c.Containers.CreateAsync(ClientFixture.Project, new CreateContainerRequest
        {
            ServerId = ClientFixture.Server,
            Name = "prod-api",
            ContainerImage = "debian",
            EnvironmentVariables = new Dictionary<string, string> { ["NODE_ENV"] = "production" },
            Comment = "the first",
            Autostart = true,
        }),
        ["create, all fields"] = c => c.Containers.CreateAsync(ClientFixture.Project, new CreateContainerRequest
        {
            ServerId = ClientFixture.Server,
            Color = "#FF0000",
            SshPublicKey = SomeKey,
            Kvm = false,
            HoodyKit = true,
            DevKit = false,
            Ai = true,
            Ramdisk = false,
            Cache = true,
            CacheImage = false,
            RealmIds = ["507f1f77bcf86cd799439011"],
        }),
        ["update"] = c => c.Containers.UpdateAsync(ClientFixture.Copy, new UpdateContainerRequest { Name = "renamed" }),
        ["update, removing"] = c => c.Containers.UpdateAsync(ClientFixture.Copy, new UpdateContainerRequest
        {
            Color = "#FF0000",
            Comment = "",
            RemoveSshPublicKey = true,
            Autostart = false,
            EnvironmentVariables = new Dictionary<string, string> { ["A"] = "1" },
        }),
        ["update, all else"] = c => c.Containers.UpdateAsync(ClientFixture.Copy, new UpdateContainerRequest
        {
            SshPublicKey = SomeKey,
            Ai = false,
            Ramdisk = true,
            RamdiskScope = "project",
            RealmIds = ["507f1f77bcf86cd799439011"],
        }),
        ["restart"] = c => c.Containers.InvokeAsync(ClientFixture.Copy, ContainerAction.Restart),
        ["force-stop, in time"] = c => c.Containers.InvokeAsync(
            ClientFixture.Copy, ContainerAction.ForceStop, new ContainerActionOptions { Timeout = TimeSpan.FromSeconds(30) }),
        ["stats"] = c => c.Containers.GetStatsAsync(ClientFixture.Copy),
        ["kvm"] = c => c.Containers.SetKvmAsync(ClientFixture.Copy, true),
        ["delete"] = c => c.Containers.DeleteAsync(ClientFixture.Copy),
        ["status log, newest"] = c => c.Containers.SyncAsync(ClientFixture.Copy),
        ["status log"] = c => ReadAsync(c.Containers.ListStatusChangesAsync(ClientFixture.Copy)),
        ["copies"] = c => ReadAsync(c.Containers.FindCopiesAsync(ClientFixture.Source)),
        ["lineage"] = c => c.Containers.GetLineageAsync(),
        ["snapshots"] = c => ReadAsync(c.Snapshots.ListAsync(ClientFixture.Source)),
        ["snapshot create"] = c => c.Snapshots.CreateAsync(
            ClientFixture.Source, new CreateSnapshotRequest { Alias = "a1", ExpiryDays = 30 }),
        ["snapshot create, bare"] = c => c.Snapshots.CreateAsync(ClientFixture.Source),
        ["snapshot restore"] = c => c.Snapshots.RestoreAsync(ClientFixture.Copy, "before-sync"),
        ["snapshot alias"] = c => c.Snapshots.RenameAsync(ClientFixture.Copy, "before-sync", "a2"),
        ["snapshot alias, removing"] = c => c.Snapshots.RenameAsync(ClientFixture.Copy, "before-sync", null),
        ["snapshot delete"] = c => c.Snapshots.DeleteAsync(ClientFixture.Copy, "before-sync"),
        ["projects"] = c => ReadAsync(c.Projects.ListAsync()),
        ["projects, oldest first"] = c => ReadAsync(c.Projects.ListAsync(
            new ListProjectsOptions { SortOrder = SortOrder.Ascending, PageSize = 100 })),
        ["projects, of a realm"] = c => ReadAsync(c.Projects.ListAsync(
            new ListProjectsOptions { SortBy = ProjectSortKey.Alias, RealmId = "507f1f77bcf86cd799439011" })),
        ["project update"] = c => c.Projects.UpdateAsync(
            ClientFixture.Project, new UpdateProjectRequest { Alias = "staging", Color = "#00FF00", MaxContainers = 5, RealmIds = [] }),
        ["project update, removing"] = c => c.Projects.UpdateAsync(
            ClientFixture.Project, new UpdateProjectRequest { Alias = "staging", RemoveMaxContainers = true }),
        ["project create"] = c => c.Projects.CreateAsync(
            new CreateProjectRequest { Alias = "staging", Color = "#00FF00", MaxContainers = 5 }),
        ["project get"] = c => c.Projects.GetAsync(ClientFixture.Project),
        ["project delete"] = c => c.Projects.DeleteAsync(ClientFixture.Project),
        ["aliases"] = c => ReadAsync(c.ProxyAliases.ListAsync()),
        ["aliases, filtered"] = c => ReadAsync(c.ProxyAliases.ListAsync(new ListProxyAliasesOptions
        {
            ProjectId = ClientFixture.Project,
            ContainerId = ClientFixture.Copy,
            IsEnabled = true,
            IsExpired = false,
        })),
        ["alias get"] = c => c.ProxyAliases.GetAsync(SomeAlias),
        ["alias create"] = c => c.ProxyAliases.CreateAsync(new CreateProxyAliasRequest
        {
            ContainerId = ClientFixture.Copy,
            Alias = "prod",
            Target = ProxyTarget.Service("web"),
            TargetPath = "/",
            AllowPathOverride = true,
        }),
        ["alias create, port"] = c => c.ProxyAliases.CreateAsync(
            new CreateProxyAliasRequest { ContainerId = ClientFixture.Copy, Target = ProxyTarget.Http(8080), IsEnabled = false }),
        ["alias create, ending"] = c => c.ProxyAliases.CreateAsync(new CreateProxyAliasRequest
        {
            ContainerId = ClientFixture.Copy,
            Target = ProxyTarget.Service("web", 2),
            ExpiresAt = NewYear.ToOffset(TimeSpan.FromHours(2)),
        }),
        ["alias update"] = c => c.ProxyAliases.UpdateAsync(
            SomeAlias, new UpdateProxyAliasRequest { Target = ProxyTarget.Https(8443), TargetPath = "", RemoveExpiry = true }),
        ["alias state"] = c => c.ProxyAliases.SetEnabledAsync(SomeAlias, true),
        ["alias delete"] = c => c.ProxyAliases.DeleteAsync(SomeAlias),
        ["firewall"] = c => c.Firewall.GetRulesAsync(ClientFixture.Copy),
        ["firewall add"] = c => c.Firewall.AddAsync(ClientFixture.Copy, FirewallDirection.Ingress, new FirewallRule
        {
            Action = "allow",
            Protocol = "tcp",
            Description = "web",
            DestinationPort = "443",
        }),
        ["firewall state"] = c => c.Firewall.SetEnabledAsync(
            ClientFixture.Copy, FirewallDirection.Egress, new FirewallRuleFilter { DestinationPort = "25" }, isEnabled: false),
        ["firewall remove"] = c => c.Firewall.RemoveAsync(
            ClientFixture.Copy, FirewallDirection.Ingress, new FirewallRuleFilter { Protocol = "udp" }),
        ["firewall remove all"] = c => c.Firewall.RemoveAllAsync(ClientFixture.Source, FirewallDirection.Ingress),
        ["firewall reset"] = c => c.Firewall.ResetAsync(ClientFixture.Copy),
        ["network"] = c => c.Network.GetAsync(ClientFixture.Copy),
        ["network set"] = c => c.Network.SetAsync(ClientFixture.Copy, new SetNetworkRequest { Type = "block" }),
        ["network remove"] = c => c.Network.RemoveAsync(ClientFixture.Copy),
        ["network start"] = c => c.Network.StartAsync(ClientFixture.Copy),
        ["network stop"] = c => c.Network.StopAsync(ClientFixture.Copy),
        ["env"] = c => c.Environment.GetAsync(ClientFixture.Copy),
        ["env set"] = c => c.Environment.SetAsync(ClientFixture.Copy, new Dictionary<string, string> { ["A"] = "1", ["B"] = "" }),
        ["env set one"] = c => c.Environment.SetAsync(ClientFixture.Copy, "NODE_ENV", "production"),
        ["env remove"] = c => c.Environment.RemoveAsync(ClientFixture.Copy, "NODE_ENV"),
        ["login"] = c => c.Authentication.LoginAsync(new LoginRequest { Username = "alice", Password = "correct horse" }),
        ["refresh"] = c => c.Authentication.RefreshAsync(new HoodyAccessToken("refresh-1")),
        ["me"] = c => c.Authentication.GetCurrentUserAsync(),
        ["logout"] = c => c.Authentication.LogoutAsync(),
        ["tokens"] = c => ReadAsync(c.ApiTokens.ListAsync()),
        ["token get"] = c => c.ApiTokens.GetAsync(SomeToken),
        ["token me"] = c => c.ApiTokens.GetCurrentAsync(),
        ["token create"] = c => c.ApiTokens.CreateAsync(new CreateApiTokenRequest
        {
            Alias = "nightly sync",
            IpWhitelist = ["203.0.113.0/24"],
            PermissionTemplate = "dev_team",
            RealmIds = ["507f1f77bcf86cd799439011"],
            AllowNoRealm = false,
            ExpiresAt = NewYear,
        }),
        ["token create, permission by permission"] = c => c.ApiTokens.CreateAsync(new CreateApiTokenRequest
        {
            Permissions = JsonElement.Parse("""{"containers":{"read":true}}"""),
        }),
        ["token update"] = c => c.ApiTokens.UpdateAsync(SomeToken, new UpdateApiTokenRequest { Alias = "nightly", ExpiresAt = NewYear }),
        ["token update, removing"] = c => c.ApiTokens.UpdateAsync(
            SomeToken, new UpdateApiTokenRequest { IpWhitelist = [], RemoveExpiry = true, IsEnabled = false }),
        ["token delete"] = c => c.ApiTokens.DeleteAsync(SomeToken),
        ["servers"] = c => ReadAsync(c.Servers.ListAsync()),
        ["server get"] = c => c.Servers.GetAsync(ClientFixture.Server),
    };

    private static async Task ReadAsync<T>(IAsyncEnumerable<T> listing) where T : notnull
    {
        try
        {
            await foreach (T _ in listing)
            {
            }
        }
        catch (HoodySerializationException) when (typeof(T) == typeof(Server) || typeof(T) == typeof(ApiToken))
        {
            // The request is what is looked at here; the reply that fits all others is no bare list.
        }
    }
}
