using Hoody.Sdk.Tests.Fakes;

namespace Hoody.Sdk.Tests.Replies;

/// <summary>Every kind of reply, by its golden file, with the call that reads it and gives what it made of it.</summary>
internal static class ReadReplies
{
    private static readonly ProxyAliasId Alias = new("aa0000000000000000000009");
    private static readonly ApiTokenId Token = new("aa0000000000000000000007");
    private static readonly FirewallRuleFilter Udp = new() { Protocol = "udp" };

    public static IReadOnlyDictionary<string, Func<HoodyClient, Task<object?>>> All { get; } = new Dictionary<string, Func<HoodyClient, Task<object?>>>
    {
        ["alias-delete.200.json"] = c => Nothing(c.ProxyAliases.DeleteAsync(Alias)),
        ["alias.200.json"] = c => Value(c.ProxyAliases.GetAsync(Alias)),
        ["aliases-list.200.json"] = c => Items(c.ProxyAliases.ListAsync()),
        ["container-action.200.json"] = c => Value(c.Containers.InvokeAsync(ClientFixture.Copy, ContainerAction.Restart)),
        ["container-copy.201.json"] = c => Value(c.Containers.CopyAsync(ClientFixture.Source, new CopyContainerRequest(ClientFixture.Project))),
        ["container-delete.200.json"] = c => Nothing(c.Containers.DeleteAsync(ClientFixture.Copy)),
        ["container-get.200.json"] = c => Value(c.Containers.GetAsync(ClientFixture.Copy)),
        ["container-kvm.200.json"] = c => Value(c.Containers.SetKvmAsync(ClientFixture.Copy, true)),
        ["container-stats.200.json"] = c => Value(c.Containers.GetStatsAsync(ClientFixture.Copy)),
        ["containers-list.200.json"] = c => Items(c.Containers.ListAsync()),
        ["env.200.json"] = c => Value(c.Environment.SetAsync(ClientFixture.Copy, "A", "1")),
        ["firewall-duplicate.200.json"] = c => Value(c.Firewall.AddAsync(
            ClientFixture.Copy, FirewallDirection.Ingress, new FirewallRule { Action = "drop", Protocol = "udp" })),
        ["firewall-remove.200.json"] = c => Value(c.Firewall.RemoveAsync(ClientFixture.Copy, FirewallDirection.Ingress, Udp)),
        ["firewall-rules.200.json"] = c => Value(c.Firewall.GetRulesAsync(ClientFixture.Copy)),
        ["login.200.json"] = c => Value(c.Authentication.LoginAsync(new LoginRequest { Username = "alice", Password = "12345678" })),
        ["network.200.json"] = c => Value(c.Network.GetAsync(ClientFixture.Copy)),
        ["operation-detail.200.json"] = c => Value(c.ResumeOperation(ClientFixture.SyncToken(ClientFixture.OperationText)).GetDetailAsync()),
        ["project.200.json"] = c => Value(c.Projects.GetAsync(ClientFixture.Project)),
        ["projects-list.200.json"] = c => Items(c.Projects.ListAsync()),
        ["servers-list.200.json"] = c => Items(c.Servers.ListAsync()),
        ["snapshot-alias.200.json"] = c => Value(c.Snapshots.RenameAsync(ClientFixture.Copy, "before-sync", "a2")),
        ["snapshot-create.200.json"] = c => Value(c.Snapshots.CreateAsync(ClientFixture.Copy)),
        ["snapshot-delete.200.json"] = c => Nothing(c.Snapshots.DeleteAsync(ClientFixture.Copy, "before-sync")),
        ["snapshot-restore.200.json"] = c => Value(c.Snapshots.RestoreAsync(ClientFixture.Copy, "before-sync")),
        ["snapshots-list.200.json"] = c => Items(c.Snapshots.ListAsync(ClientFixture.Copy)),
        ["status-logs.200.json"] = c => Items(c.Containers.ListStatusChangesAsync(ClientFixture.Copy)),
        ["token-create.201.json"] = c => Value(c.ApiTokens.CreateAsync(new CreateApiTokenRequest { Alias = "nightly" })),
        ["token-me.200.json"] = c => Value(c.ApiTokens.GetCurrentAsync()),
        ["token.200.json"] = c => Value(c.ApiTokens.GetAsync(Token)),
        ["tokens-list.200.json"] = c => Items(c.ApiTokens.ListAsync()),
    };

    /// <summary>Replies that say no more than another one, or are read together with others.</summary>
    public static IReadOnlyList<string> Others { get; } = ["container-sync.200.json", "login-2fa.200.json", "network-none.200.json"];

    private static async Task<object?> Value<T>(Task<T> call) => await call;

    private static async Task<object?> Items<T>(AsyncPageable<T> listing) where T : notnull => await listing.Take(100).ToArrayAsync();

    private static async Task<object?> Nothing(Task call)
    {
        await call;
        return null;
    }
}
