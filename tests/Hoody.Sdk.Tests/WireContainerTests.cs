using System.Net;
using System.Text.Json;
using Hoody.Sdk.Tests.Fakes;

namespace Hoody.Sdk.Tests;

/// <summary>A container's less usual fields, its actions and figures, against files written from the service's contract.</summary>
public sealed class WireContainerTests : IDisposable
{
    private readonly ClientFixture _fixture = new();

    private HoodyClient Client => _fixture.Client;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_containers_place_is_read()
    {
        Container container = await GetAsync();

        Assert.Equal("node-us-2", container.SubserverName);
        Assert.Equal("507f191e810c19729de860eb", container.PoolId);
        ContainerServer server = container.Server!;
        Assert.Equal(("node-us", "US", "United States"), (server.Name, server.Country, server.CountryName));
        Assert.Equal(("Ashburn", "us-east", "IAD1"), (server.City, server.Region, server.Datacenter));
        Assert.False(server.IsFree);
        Assert.Equal((8, 32, 500, false), (server.Specs!.CpuCores, server.Specs.RamGb, server.Specs.DiskGb, server.Specs.SharedCompute));
        Assert.Equal(new DateTimeOffset(2026, 1, 15, 10, 30, 0, TimeSpan.Zero), server.ExpiresAt);
    }

    [Fact]
    public async Task A_containers_settings_are_read()
    {
        Container container = await GetAsync();

        Assert.Equal((true, true, false), (container.Ai, container.HoodyKit, container.DevKit));
        Assert.Equal((true, "container"), (container.Ramdisk, container.RamdiskScope));
        Assert.Equal((false, false), (container.Prespawn, container.IsDefault));
        Assert.Equal(10, container.Volumes!.Value.GetProperty("data").GetProperty("size_gb").GetInt32());
        Assert.Equal(3, container.EnvironmentSync!.Value.GetProperty("applied_revision").GetInt32());
        Assert.Equal(12, container.RuntimeInfo!.Value.GetProperty("processes").GetInt32());
    }

    [Fact]
    public async Task Who_may_reach_a_container_is_read()
    {
        Container container = await GetAsync();

        Assert.StartsWith("SHA256:", container.SshKeyFingerprint, StringComparison.Ordinal);
        Assert.Equal(new DateTimeOffset(2025, 11, 9, 15, 4, 0, TimeSpan.Zero), container.SshKeyInstalledAt);
        Assert.Equal((true, 1), (container.HasProxyDomains, container.ProxyDomainsCount));
        ContainerProxyDomain domain = Assert.Single(container.ProxyDomains);
        Assert.Equal((new ProxyAliasId("aa0000000000000000000009"), "staging", "web", 1), (domain.Id, domain.Alias, domain.Program, domain.Index));
        Assert.Equal(("/", true, null), (domain.TargetPath, domain.IsEnabled, domain.ExpiresAt));
        Assert.Equal("https://staging.node-us.containers.hoody.icu", domain.Url);
        Assert.Equal((true, "project"), (container.HasProxyPermissions, container.ProxyPermissionsScope));
        Assert.Equal(JsonValueKind.Object, container.ProxyPermissions!.Value.ValueKind);
        Assert.Equal("deny", container.ProjectProxyPermissions!.Value.GetProperty("default").GetString());
    }

    [Fact]
    public async Task A_containers_end_and_its_warnings_are_read()
    {
        Container container = await GetAsync();

        DateTimeOffset end = new(2025, 11, 10, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal((true, end, "rental_ended"), (container.ServerExpired, container.ServerExpiredAt, container.ServerExpiredReason));
        ContainerWarning warning = Assert.Single(container.Warnings);
        Assert.Equal(("server_expired", "The server has expired", end), (warning.Type, warning.Message, warning.ExpiredAt));
    }

    [Fact]
    public async Task What_only_the_reply_to_a_copy_has_is_read()
    {
        Answer("container-copy.201.json", HttpStatusCode.Created);
        CopyOperation copy = await Client.Containers.CopyAsync(ClientFixture.Source, new CopyContainerRequest(ClientFixture.Project));

        Container accepted = copy.LastContainer!;
        Assert.Equal((true, false), (accepted.CopyFirewallRules, accepted.CopyNetworkRules));
        Assert.Equal(("KVM is never inherited", "507f191e810c19729de860ec"), (accepted.KvmNote, accepted.ContainerImageId));
        Assert.Equal("0123456789abcdef0123456789abcdef", accepted.OperationId);
        Assert.Empty(accepted.AdditionalProperties);
    }

    [Fact]
    public async Task Lists_that_a_container_lacks_are_empty()
    {
        _fixture.Service.Reply(ClientFixture.Envelope(
            $$"""{"id":"{{ClientFixture.CopyText}}","warnings":null,"proxy_domains":null,"server":null,"volumes":null,"ai":null}"""));
        Container container = await Client.Containers.GetAsync(ClientFixture.Copy);

        Assert.Empty(container.Warnings);
        Assert.Empty(container.ProxyDomains);
        Assert.Null(container.Server);
        Assert.Null(container.Ai);
    }

    [Fact]
    public void A_project_or_a_realm_is_listed_and_not_both()
    {
        ListContainersOptions both = new() { ProjectId = ClientFixture.Project, RealmId = "507f1f77bcf86cd799439011" };
        Assert.Throws<ArgumentException>(() => Client.Containers.ListAsync(both));
    }

    [Fact]
    public async Task The_outcome_of_an_action_is_read()
    {
        Answer("container-action.200.json");
        ContainerActionResult result = await Client.Containers.InvokeAsync(ClientFixture.Copy, ContainerAction.Restart);

        Assert.Equal(("restart", ContainerStatus.Running, false), (result.Action, result.Status, result.IsError));
        Assert.Equal((ClientFixture.Copy, ClientFixture.Project), (result.ContainerId, result.ProjectId));
        Assert.Equal("Container operation completed successfully", result.Message);
        Assert.Equal("00112233445566778899aabbccddeeff", result.OperationId);
    }

    [Fact]
    public async Task A_status_that_forbids_the_action_is_in_the_failures_details()
    {
        Answer("error-action-state.400.json", HttpStatusCode.BadRequest);
        HoodyInvalidRequestException error = await Assert.ThrowsAsync<HoodyInvalidRequestException>(
            () => Client.Containers.InvokeAsync(ClientFixture.Copy, ContainerAction.Start));
        Assert.Equal("running", error.Details!.Value.GetProperty("status").GetString());
    }

    [Fact]
    public async Task An_action_whose_outcome_is_unknown_is_not_repeated()
    {
        Answer("error-action-timeout.504.json", HttpStatusCode.GatewayTimeout);
        HoodyApiException error = await Assert.ThrowsAsync<HoodyApiException>(
            () => Client.Containers.InvokeAsync(ClientFixture.Copy, ContainerAction.Stop));

        Assert.Equal(HoodyErrorCode.ContainerHostTimeout, error.ErrorCode);
        Assert.Single(_fixture.Service.Sent);
    }

    [Fact]
    public async Task A_sleeping_part_of_a_server_is_a_conflict_with_a_code()
    {
        Answer("error-dormant.409.json", HttpStatusCode.Conflict);
        HoodyConflictException error = await Assert.ThrowsAsync<HoodyConflictException>(
            () => Client.Containers.InvokeAsync(ClientFixture.Copy, ContainerAction.Start));
        Assert.Equal(HoodyErrorCode.SubserverDormant, error.ErrorCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Start")]
    [InlineData("../copy")]
    [InlineData("stop?x=1")]
    public void What_is_no_word_for_an_action_is_refused(string word) => Assert.Throws<ArgumentException>(() => new ContainerAction(word));

    [Fact]
    public async Task The_default_action_is_refused_before_it_is_sent()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Client.Containers.InvokeAsync(ClientFixture.Copy, default));
        Assert.Empty(_fixture.Service.Sent);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1.5)]
    [InlineData(601)]
    public void A_time_that_the_service_would_refuse_is_refused(double seconds) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ContainerActionOptions { Timeout = TimeSpan.FromSeconds(seconds) });

    [Fact]
    public async Task Virtualisation_is_read()
    {
        Answer("container-kvm.200.json");
        Container container = await Client.Containers.SetKvmAsync(ClientFixture.Copy, true);
        Assert.Equal(("staging-api", ContainerStatus.Stopped, true), (container.Name, container.Status, container.Kvm));
    }

    [Fact]
    public async Task What_a_container_uses_is_read()
    {
        Answer("container-stats.200.json");
        ContainerStats stats = await Client.Containers.GetStatsAsync(ClientFixture.Copy);

        Assert.Equal((5368709120, 107374182400), (stats.Disk!.Root!.UsedBytes, stats.Disk.Root.TotalBytes));
        Assert.Equal((536870912, 34359738368, 1.6), (stats.Memory!.UsedBytes, stats.Memory.TotalBytes, stats.Memory.UsagePercent));
        Assert.Equal((12.5, 42, ContainerStatus.Running), (stats.Cpu!.UsagePercent, stats.Processes, stats.Status));
        Assert.Equal(new DateTimeOffset(2025, 11, 9, 15, 4, 5, TimeSpan.Zero), stats.StartedAt);
        Assert.Equal(123456789012, stats.Cpu.AdditionalProperties["usage"].GetInt64());
    }

    [Fact]
    public async Task A_renamed_snapshot_is_read()
    {
        Answer("snapshot-alias.200.json");
        Snapshot snapshot = await Client.Snapshots.RenameAsync(ClientFixture.Copy, "before-sync", "a2");
        Assert.Equal(("before-sync", "a2"), (snapshot.Name, snapshot.Alias));
    }

    [Fact]
    public async Task An_empty_alias_is_refused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Client.Snapshots.RenameAsync(ClientFixture.Copy, "before-sync", ""));
        Assert.Empty(_fixture.Service.Sent);
    }

    private async Task<Container> GetAsync()
    {
        Answer("container-get.200.json");
        return await Client.Containers.GetAsync(ClientFixture.Copy);
    }

    private void Answer(string file, HttpStatusCode status = HttpStatusCode.OK) => _fixture.Service.Reply(GoldenFile.Read("wire/" + file), status);
}
