using System.Net;
using Hoody.Sdk.Tests.Fakes;

namespace Hoody.Sdk.Tests;

/// <summary>What is read from replies, against files written from the service's contract.</summary>
public sealed class WireResponseTests : IDisposable
{
    private readonly ClientFixture _fixture = new();

    private HoodyClient Client => _fixture.Client;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_copy_is_read()
    {
        Answer("container-copy.201.json", HttpStatusCode.Created);
        CopyOperation copy = await Client.Containers.CopyAsync(ClientFixture.Source, new CopyContainerRequest(ClientFixture.Project));

        Assert.Equal(ClientFixture.Copy, copy.ContainerId);
        Assert.Equal(ClientFixture.Source, copy.SourceContainerId);
        Assert.Equal("0123456789abcdef0123456789abcdef", copy.OperationId);
        Assert.Equal(ContainerOperationKind.Copy, copy.Kind);
        Assert.Equal(ContainerStatus.Copying, copy.LastStatus);
        Assert.Equal("container-copy", copy.LastContainer!.Name);
        Assert.False(copy.HasCompleted);
    }

    [Fact]
    public async Task A_container_is_read_field_by_field()
    {
        Answer("container-get.200.json");
        Container container = await Client.Containers.GetAsync(ClientFixture.Copy);

        Assert.Equal(ClientFixture.Copy, container.Id);
        Assert.Equal(ClientFixture.Project, container.ProjectId);
        Assert.Equal("staging", container.ProjectAlias);
        Assert.Equal(ClientFixture.Server, container.ServerId);
        Assert.Equal("node-us", container.ServerName);
        Assert.EndsWith("-ssh.node-us.containers.hoody.icu", container.SshHostname, StringComparison.Ordinal);
        Assert.Equal("staging-api", container.Name);
        Assert.Equal("#1E90FF", container.Color);
        Assert.Equal("debian-12", container.ContainerImage);
        Assert.True(container.Autostart);
        Assert.False(container.Kvm);
        Assert.Equal(ContainerStatus.Running, container.Status);
        Assert.Equal("production", container.EnvironmentVariables["NODE_ENV"]);
        Assert.Equal("alice@laptop", container.SshPublicKey!.Comment);
        Assert.Null(container.Comment);
        Assert.Equal(ClientFixture.Source, container.SourceContainerId);
        Assert.Equal(new DateTimeOffset(2025, 11, 9, 15, 4, 5, 678, TimeSpan.Zero), container.UpdatedAt);
        Assert.Equal(["507f1f77bcf86cd799439011"], container.RealmIds);
        Assert.Equal(2, container.SnapshotCount);
        Assert.Null(container.LastUsedSnapshot);
    }

    [Fact]
    public async Task Containers_are_listed_and_an_unknown_status_spoils_none()
    {
        Answer("containers-list.200.json");
        Container[] containers = await Client.Containers.ListAsync().ToArrayAsync();

        Assert.Equal([ClientFixture.Copy, ClientFixture.Source], containers.Select(c => c.Id));
        Assert.Null(containers[1].SourceContainerId);
        Assert.Equal("hibernating", containers[1].Status.Value);
    }

    [Fact]
    public async Task A_sync_is_read()
    {
        Answer("status-logs.200.json");
        Answer("container-get.200.json");
        Answer("container-sync.200.json");
        SyncOperation sync = await Client.Containers.SyncAsync(ClientFixture.Copy);

        Assert.Equal(ClientFixture.Copy, sync.ContainerId);
        Assert.Equal(ClientFixture.Source, sync.SourceContainerId);
        Assert.Equal("fedcba9876543210fedcba9876543210", sync.OperationId);
        Assert.Equal(ContainerStatus.Copying, sync.LastStatus);
    }

    [Fact]
    public async Task Snapshots_are_read()
    {
        Answer("snapshots-list.200.json");
        Snapshot[] snapshots = await Client.Snapshots.ListAsync(ClientFixture.Source).ToArrayAsync();

        Assert.Equal(["ready-for-prod", "snap-20251109-143045"], snapshots.Select(s => s.Name));
        Assert.Equal("ready for prod", snapshots[0].Alias);
        Assert.Equal(5368709120, snapshots[0].SizeBytes);
        Assert.Equal(new DateTimeOffset(2025, 12, 9, 14, 30, 45, TimeSpan.Zero), snapshots[0].ExpiresAt);
        Assert.Null(snapshots[1].ExpiresAt);
        Assert.False(snapshots[1].IsStateful);
    }

    [Fact]
    public async Task A_new_snapshot_is_read()
    {
        Answer("snapshot-create.200.json");
        Assert.Equal("a1", (await Client.Snapshots.CreateAsync(ClientFixture.Source)).Name);
    }

    [Fact]
    public async Task A_restore_waits_until_the_container_is_usable()
    {
        Answer("snapshot-restore.200.json");
        _fixture.Service.Reply(ClientFixture.ContainerJson("copying")).Reply(ClientFixture.ContainerJson("running"));
        ContainerOperation restore = await Client.Snapshots.RestoreAsync(ClientFixture.Copy, "before-sync");

        Assert.Equal(ContainerOperationKind.Restore, restore.Kind);
        Assert.Equal(ContainerStatus.Running, (await restore.WaitForCompletionAsync()).Status);
    }

    [Fact]
    public async Task A_restore_that_the_service_calls_a_failure_throws()
    {
        _fixture.Service.Reply(ClientFixture.Envelope("""{"success":false,"message":"disk is full","snapshot":null}"""));
        ContainerOperationFailedException error = await Assert.ThrowsAsync<ContainerOperationFailedException>(
            () => Client.Snapshots.RestoreAsync(ClientFixture.Copy, "before-sync"));
        Assert.Contains("disk is full", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deletes_whose_reply_has_no_data_succeed()
    {
        Answer("container-delete.200.json");
        Answer("snapshot-delete.200.json");
        _fixture.Service.ReplyText("", "application/json", HttpStatusCode.NoContent);

        await Client.Containers.DeleteAsync(ClientFixture.Copy);
        await Client.Snapshots.DeleteAsync(ClientFixture.Copy, "before-sync");
        await Client.Projects.DeleteAsync(ClientFixture.Project);

        Assert.All(_fixture.Service.Sent, request => Assert.Equal("DELETE", request.Method));
    }

    [Fact]
    public async Task A_project_is_read()
    {
        Answer("project.200.json");
        Project project = await Client.Projects.GetAsync(ClientFixture.Project);

        Assert.Equal("staging", project.Alias);
        Assert.Null(project.MaxContainers);
        Assert.Empty(project.RealmIds);
        Assert.True(project.AdditionalProperties.ContainsKey("permissions"));
    }

    [Fact]
    public async Task Projects_are_listed()
    {
        Answer("projects-list.200.json");
        Project project = Assert.Single(await Client.Projects.ListAsync().ToArrayAsync());
        Assert.Equal(5, project.MaxContainers);
        Assert.True(project.IsDefault);
    }

    [Fact]
    public async Task Servers_are_listed_under_the_ids_that_copies_name()
    {
        Answer("servers-list.200.json");
        Server[] servers = await Client.Servers.ListAsync().ToArrayAsync();

        Assert.Equal(ClientFixture.Server, servers[0].Id);
        Assert.Equal("aa0000000000000000000001", servers[0].RentalId);
        Assert.Equal("node-us", servers[0].Name);
        ServerMachine machine = servers[0].Machine!;
        Assert.Equal(new ContainerCapacity(3, 50), machine.ContainerCapacity);
        Assert.Equal(("US", "us-east", "Ashburn", "ash-1"), (machine.Country, machine.Region, machine.City, machine.Datacenter));
        Assert.Equal(("x1", false), (machine.Model, machine.IsVm));
        Assert.Equal(8, machine.Specs!.Value.GetProperty("cpu").GetProperty("cores").GetInt32());
        Assert.Equal(("active", "120.00", 0, 24150), (servers[0].Status, servers[0].Amount, servers[0].SetupFeeCents, servers[0].TotalPaidCents));
        Assert.Equal((3, 365, 12.5), (servers[0].HoldDays, servers[0].RemainingDays, servers[0].UsageDays));
        Assert.Equal((true, null), (servers[0].RenewalPricingFrozen, servers[0].Transaction));
        Assert.Empty(servers[0].AdditionalProperties);
        Assert.Equal("bb0000000000000000000001", servers[1].PoolId);
        Assert.True(servers[1].Id.IsDefault);
        Assert.True(servers[1].IsFreeTier);
    }

    [Fact]
    public async Task A_copy_to_a_rental_without_machine_is_refused_before_it_is_sent()
    {
        Answer("servers-list.200.json");
        Server[] servers = await Client.Servers.ListAsync().ToArrayAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => Client.Containers.CopyAsync(
            ClientFixture.Source, new CopyContainerRequest(ClientFixture.Project) { TargetServerId = servers[1].Id }));
        Assert.Equal("GET /api/v1/servers", _fixture.Service.Only.ToString());
    }

    [Fact]
    public async Task A_server_that_the_service_knows_by_its_rental_is_found_by_its_machine()
    {
        _fixture.Service.Reply(ClientFixture.Error(404, "Not Found", "Rental not found"), HttpStatusCode.NotFound);
        Answer("servers-list.200.json");
        Assert.Equal("node-us", (await Client.Servers.GetAsync(ClientFixture.Server)).Name);
    }

    [Fact]
    public async Task A_server_that_is_nowhere_is_not_found()
    {
        _fixture.Service.Reply(ClientFixture.Error(404, "Not Found", "Rental not found"), HttpStatusCode.NotFound);
        Answer("servers-list.200.json");
        await Assert.ThrowsAsync<HoodyNotFoundException>(() => Client.Servers.GetAsync(new ServerId("cc0000000000000000000001")));
    }

    [Fact]
    public async Task Nulls_where_values_are_promised_are_absent_values()
    {
        _fixture.Service.Reply(ClientFixture.Envelope(
            $$"""{"id":"{{ClientFixture.CopyText}}","status":null,"environment_vars":null,"realm_ids":null,"autostart":null,"project_id":null}"""));
        Container container = await Client.Containers.GetAsync(ClientFixture.Copy);

        Assert.Equal(default, container.Status);
        Assert.Empty(container.EnvironmentVariables);
        Assert.Empty(container.RealmIds);
        Assert.Null(container.ProjectId);
        Assert.Empty(container.AdditionalProperties);
    }

    [Fact]
    public async Task A_key_that_this_client_refuses_does_not_spoil_its_container()
    {
        _fixture.Service.Reply(ClientFixture.Envelope($$"""{"id":"{{ClientFixture.CopyText}}","ssh_public_key":"ssh-dss AAAA"}"""));
        Container container = await Client.Containers.GetAsync(ClientFixture.Copy);
        Assert.Null(container.SshPublicKey);
        Assert.Equal("ssh-dss AAAA", container.SshPublicKeyLine);
    }

    private void Answer(string file, HttpStatusCode status = HttpStatusCode.OK) => _fixture.Service.Reply(GoldenFile.Read("wire/" + file), status);
}
