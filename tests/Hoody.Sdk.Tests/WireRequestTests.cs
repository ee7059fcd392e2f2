using Hoody.Sdk.Tests.Fakes;

namespace Hoody.Sdk.Tests;

/// <summary>What goes over the wire, against a file written from the service's contract.</summary>
public class WireRequestTests
{
    private static readonly SshPublicKey SomeKey = SshPublicKey.Parse(
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMj5XgpJQjOa8z80xTNfs6WCN5TXyxEfWnMZ1hA6hv5e alice@laptop");

    private static readonly ProxyAliasId SomeAlias = new("aa0000000000000000000009");

    private static Dictionary<string, Func<HoodyClient, Task>> Calls { get; } = new()
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
        ["update"] = c => c.Containers.UpdateAsync(ClientFixture.Copy, new UpdateContainerRequest { Name = "renamed" }),
        ["update, removing"] = c => c.Containers.UpdateAsync(ClientFixture.Copy, new UpdateContainerRequest
        {
            Color = "#FF0000",
            Comment = "",
            RemoveSshPublicKey = true,
            Autostart = false,
            EnvironmentVariables = new Dictionary<string, string> { ["A"] = "1" },
        }),
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
        ["snapshot delete"] = c => c.Snapshots.DeleteAsync(ClientFixture.Copy, "before-sync"),
        ["projects"] = c => ReadAsync(c.Projects.ListAsync()),
        ["projects, oldest first"] = c => ReadAsync(c.Projects.ListAsync(
            new ListProjectsOptions { SortOrder = SortOrder.Ascending, PageSize = 100 })),
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
        ["servers"] = c => ReadAsync(c.Servers.ListAsync()),
        ["server get"] = c => c.Servers.GetAsync(ClientFixture.Server),
    };

    public static TheoryData<string, string, string> Golden
    {
        get
        {
            TheoryData<string, string, string> requests = [];
            foreach (string block in GoldenFile.Read("wire/requests.http").Split("### ", StringSplitOptions.RemoveEmptyEntries))
            {
                string[] lines = block.Split('\n');
                requests.Add(lines[0], lines[1], lines[2]);
            }

            return requests;
        }
    }

    [Theory]
    [MemberData(nameof(Golden))]
    public async Task A_call_sends_what_the_contract_says(string call, string line, string body)
    {
        using ClientFixture fixture = new();
        fixture.Service.Otherwise = _ => ScriptedHandler.Response(System.Net.HttpStatusCode.OK, AnythingAskedFor);

        await Calls[call](fixture.Client);

        SentRequest request = Assert.Single(fixture.Service.Sent, sent => sent.ToString() == line);
        Assert.Equal(body, request.Body);
    }

    [Fact]
    public void Every_call_has_its_golden_request() => Assert.Equal(Calls.Keys.Order(), Golden.Select(row => (string)row[0]).Order());

    [Fact]
    public async Task Every_request_carries_token_accepted_type_and_agent()
    {
        using ClientFixture fixture = new(options => options.ApplicationId = "my-app/1.2");
        fixture.Service.Reply(ClientFixture.ContainerJson("running"));

        await fixture.Client.Containers.GetAsync(ClientFixture.Copy);

        SentRequest request = fixture.Service.Only;
        Assert.Equal("https://api.hoody.com/api/v1/containers/" + ClientFixture.CopyText, request.Address.AbsoluteUri);
        Assert.Equal("Bearer " + ClientFixture.Token, Assert.Single(request.Headers.GetValues("Authorization")));
        Assert.Equal("application/json", Assert.Single(request.Headers.GetValues("Accept")));
        Assert.StartsWith("my-app/1.2 Hoody.Sdk/", string.Join(' ', request.Headers.GetValues("User-Agent")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_post_without_body_has_length_zero_and_a_json_type()
    {
        using ClientFixture fixture = new();
        fixture.Service.Otherwise = _ => ScriptedHandler.Response(System.Net.HttpStatusCode.OK, AnythingAskedFor);

        await fixture.Client.Containers.SyncAsync(ClientFixture.Copy);

        SentRequest sync = Assert.Single(fixture.Service.Sent, sent => sent.Method == "POST");
        Assert.Equal("application/json", Assert.Single(sync.ContentHeaders!.GetValues("Content-Type")));
        Assert.Equal("", sync.Body);
    }

    /// <summary>
    /// Data with the required fields of every reply, so that one text serves them all; a list of servers is the exception.
    /// </summary>
    private static string AnythingAskedFor => ClientFixture.Envelope($$"""
        {"id":"{{ClientFixture.CopyText}}","status":"copying","containers":[],"projects":[],"snapshots":[],"logs":[],
         "pagination":{"total":0,"page":1,"limit":50,"totalPages":0},"snapshot":{"name":"s"},"success":true,"aliases":[],"token":"t"}
        """);

    private static async Task ReadAsync<T>(IAsyncEnumerable<T> listing) where T : notnull
    {
        try
        {
            await foreach (T _ in listing)
            {
            }
        }
        catch (HoodySerializationException) when (typeof(T) == typeof(Server))
        {
            // The request is what is looked at here; the reply that fits all others is no list of servers.
        }
    }
}
