using System.Net;
using Hoody.Sdk.Tests.Fakes;

namespace Hoody.Sdk.Tests;

/// <summary>Aliases, firewall, network, environment and login, against files written from the service's contract.</summary>
public sealed class WireSettingsTests : IDisposable
{
    private readonly ClientFixture _fixture = new();

    private HoodyClient Client => _fixture.Client;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task An_alias_is_read_field_by_field()
    {
        Answer("alias.200.json");
        ProxyAlias alias = await Client.ProxyAliases.GetAsync(new ProxyAliasId("aa0000000000000000000009"));

        Assert.Equal("prod", alias.Alias);
        Assert.Equal(ClientFixture.Source, alias.ContainerId);
        Assert.Equal(ClientFixture.Project, alias.ProjectId);
        Assert.Equal(("web", 1, "/"), (alias.Program, alias.Index, alias.TargetPath));
        Assert.True(alias.AllowPathOverride);
        Assert.True(alias.IsEnabled);
        Assert.Null(alias.ExpiresAt);
        Assert.Equal(ClientFixture.Server, alias.ServerId);
        Assert.Equal("https://prod.node-us.containers.hoody.icu", alias.Url);
        Assert.Equal(new ProxyAliasProject(ClientFixture.Project, "production"), alias.Project);
        Assert.Equal(new ProxyAliasContainer(ClientFixture.Source, "prod-api"), alias.Container);
        Assert.Empty(alias.AdditionalProperties);
    }

    [Fact]
    public async Task Aliases_are_listed()
    {
        Answer("aliases-list.200.json");
        ProxyAlias alias = Assert.Single(await Client.ProxyAliases.ListAsync().ToArrayAsync());
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), alias.ExpiresAt);
        Assert.Null(alias.Url);
    }

    [Fact]
    public async Task Firewall_rules_are_read()
    {
        Answer("firewall-rules.200.json");
        FirewallRules rules = await Client.Firewall.GetRulesAsync(ClientFixture.Copy);

        Assert.Equal(
            new FirewallRule { Action = "allow", Protocol = "tcp", Description = "web", DestinationPort = "443", Source = "10.0.0.0/8", State = "enabled" },
            Assert.Single(rules.Ingress));
        Assert.Equal(("8", "0"), (rules.Egress[0].IcmpType, rules.Egress[0].IcmpCode));
        Assert.Equal((2, 180, 200, 65536), (rules.RuleCount, rules.ByteCount, rules.MaxRules, rules.MaxBytes));
    }

    [Fact]
    public async Task A_rule_that_was_there_is_not_added()
    {
        Answer("firewall-duplicate.200.json");
        Assert.False(await Client.Firewall.AddAsync(
            ClientFixture.Copy, FirewallDirection.Ingress, new FirewallRule { Action = "allow", Protocol = "tcp", DestinationPort = "1" }));
    }

    [Fact]
    public async Task Removed_rules_are_given_back()
    {
        Answer("firewall-remove.200.json");
        IReadOnlyList<FirewallRule> removed = await Client.Firewall.RemoveAllAsync(ClientFixture.Copy, FirewallDirection.Ingress);
        Assert.Equal("53", Assert.Single(removed).DestinationPort);
    }

    [Fact]
    public async Task A_filter_that_fits_everything_is_refused()
    {
        await Assert.ThrowsAsync<ArgumentException>(
            () => Client.Firewall.RemoveAsync(ClientFixture.Copy, FirewallDirection.Ingress, new FirewallRuleFilter()));
        Assert.Empty(_fixture.Service.Sent);
    }

    [Fact]
    public async Task An_empty_field_of_a_filter_is_a_condition_too()
    {
        Answer("firewall-remove.200.json");
        await Client.Firewall.RemoveAsync(
            ClientFixture.Copy, FirewallDirection.Ingress, new FirewallRuleFilter { Action = "allow", Source = "" });
        Assert.Equal("""{"action":"allow","source":""}""", _fixture.Service.Only.Body);
    }

    [Fact]
    public async Task Network_settings_are_read()
    {
        Answer("network.200.json");
        NetworkConfiguration network = await Client.Network.GetAsync(ClientFixture.Copy);

        Assert.True(network.IsConfigured);
        Assert.True(network.HasCredentials);
        Assert.Equal(("socks5", "socks5://proxy.example:1080", "running"), (network.Type, network.Proxy, network.Status));
        Assert.Equal(["1.1.1.1"], network.DnsServers);
        Assert.True(network.RemoteStatus!.IsRunning);
        Assert.Empty(network.AdditionalProperties);
    }

    [Fact]
    public async Task A_network_that_is_not_configured_is_read()
    {
        Answer("network-none.200.json");
        NetworkConfiguration network = await Client.Network.GetAsync(ClientFixture.Copy);
        Assert.False(network.IsConfigured);
        Assert.Empty(network.DnsServers);
    }

    [Fact]
    public async Task A_proxy_is_needed_unless_all_is_blocked()
    {
        await Assert.ThrowsAsync<ArgumentException>(
            () => Client.Network.SetAsync(ClientFixture.Copy, new SetNetworkRequest { Type = "http" }));
        Assert.Empty(_fixture.Service.Sent);
    }

    [Fact]
    public async Task A_proxys_password_is_shown_nowhere()
    {
        SetNetworkRequest network = new() { Type = "http", Proxy = "http://alice:canary-password@proxy.example:8080" };
        _fixture.Service.Reply(
            ClientFixture.Error(400, "Bad Request", $"{network.Proxy} and canary-password do not work"), HttpStatusCode.BadRequest);
        HoodyApiException error = await Assert.ThrowsAnyAsync<HoodyApiException>(() => Client.Network.SetAsync(ClientFixture.Copy, network));
        Assert.DoesNotContain("canary", $"{error}{network}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Environment_variables_are_read_and_changed()
    {
        Answer("env.200.json");
        Answer("env.200.json");
        Assert.Equal("production", (await Client.Environment.GetAsync(ClientFixture.Copy))["NODE_ENV"]);
        EnvironmentChange change = await Client.Environment.SetAsync(ClientFixture.Copy, "NODE_ENV", "production");
        Assert.True(change.IsSynced);
        Assert.Equal("production", change.Variables["NODE_ENV"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1A")]
    [InlineData("A/../B")]
    [InlineData("A=B")]
    public async Task What_is_no_variables_name_is_refused(string name)
    {
        await Assert.ThrowsAsync<ArgumentException>(async () => await Client.Environment.SetAsync(ClientFixture.Copy, name, "x"));
        Assert.Empty(_fixture.Service.Sent);
    }

    [Fact]
    public async Task A_variables_value_is_repeated_in_no_failure()
    {
        _fixture.Service.Reply(ClientFixture.Error(400, "Bad Request", "canary-value is too short"), HttpStatusCode.BadRequest);
        HoodyApiException error = await Assert.ThrowsAnyAsync<HoodyApiException>(
            () => Client.Environment.SetAsync(ClientFixture.Copy, "KEY", "canary-value"));
        Assert.DoesNotContain("canary", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_login_is_read()
    {
        Answer("login.200.json");
        HoodySession session = await Client.Authentication.LoginAsync(new LoginRequest { Email = "a@example.org", Password = "12345678" });

        Assert.Equal("access-1", session.AccessToken.Value);
        Assert.Equal("refresh-1", session.RefreshToken!.Value.Value);
        Assert.Equal(_fixture.Clock.GetUtcNow().AddDays(1), session.ExpiresAt);
        Assert.Equal(_fixture.Clock.GetUtcNow().AddDays(7), session.RefreshExpiresAt);
    }

    private void Answer(string file) => _fixture.Service.Reply(GoldenFile.Read("wire/" + file));
}
