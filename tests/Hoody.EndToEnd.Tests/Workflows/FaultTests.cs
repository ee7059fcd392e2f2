using Hoody.LocalHost;
using Hoody.Sdk;

namespace Hoody.EndToEnd.Tests.Workflows;

/// <summary>What the client makes of a service that fails, over real connections. Each test uses up the faults that it scripts.</summary>
public sealed class FaultTests(HostFixture host) : IClassFixture<HostFixture>
{
    private static readonly HostCall CreateAlias = new("POST", "proxy/aliases");
    private static readonly HostCall DeleteAlias = new("DELETE", "proxy/aliases/{id}");

    private HostFaults Faults => host.Host.Faults;

    [Fact]
    public async Task A_sync_that_was_refused_is_not_sent_again()
    {
        ContainerId copy = await CopyOfNewAsync("refused");
        Faults.FailNext(HostCall.Sync, new HostFailure(503));
        await Assert.ThrowsAsync<HoodyApiException>(() => host.Client.Containers.SyncAsync(copy));
        Assert.Equal(0, Faults.PendingCount);
        await host.SyncAsync(copy);
    }

    [Fact]
    public async Task A_sync_whose_reply_is_lost_says_that_it_may_have_begun()
    {
        ContainerId copy = await CopyOfNewAsync("lost");
        Faults.DropReplyOfNext(HostCall.Sync);
        HoodyConnectionException error = await Assert.ThrowsAsync<HoodyConnectionException>(() => host.Client.Containers.SyncAsync(copy));
        Assert.True(error.MayHaveBeenCarriedOut);
        Assert.Equal(1, error.Attempts);
    }

    [Fact]
    public async Task A_look_that_fails_is_repeated()
    {
        ContainerId container = await host.CreateContainerAsync("looked-at");
        Faults.FailNext(HostCall.GetContainer, new HostFailure(503));
        Assert.Equal(container, (await host.Client.Containers.GetAsync(container)).Id);
        Assert.Equal(0, Faults.PendingCount);
    }

    [Fact]
    public async Task One_failed_sync_of_several_stops_no_other()
    {
        ContainerId source = await host.CreateContainerAsync("several");
        ContainerId first = await host.CopyAsync(source, new(host.Project) { Name = "several-1" });
        ContainerId second = await host.CopyAsync(source, new(host.Project) { Name = "several-2" });
        Faults.FailNext(HostCall.Sync, new HostFailure(409) { Code = "OPERATION_STATE_CONFLICT" });

        IReadOnlyList<CopySyncResult> results = await host.Client.Containers.SyncCopiesAsync(
            [first, second], new SyncCopiesOptions { MaxConcurrency = 1, Wait = HostFixture.Wait });

        Assert.Equal([first, second], results.Select(result => result.CopyId));
        Assert.Equal(HoodyErrorCode.OperationStateConflict, Assert.IsType<HoodyConflictException>(results[0].Error).ErrorCode);
        Assert.True(results[1].IsSynced);
    }

    [Fact]
    public async Task A_guarded_sync_that_is_refused_leaves_the_copy_as_it_was()
    {
        ContainerId copy = await CopyOfNewAsync("guarded");
        await File.WriteAllTextAsync(host.FileOf(copy, "app.txt"), "local");
        Faults.FailNext(HostCall.Sync, new HostFailure(500));
        await Assert.ThrowsAnyAsync<HoodyException>(() => host.Client.Containers.SnapshotThenSyncAsync(copy));
        Assert.Equal("local", await File.ReadAllTextAsync(host.FileOf(copy, "app.txt")));
    }

    [Fact]
    public async Task An_alias_is_moved_though_both_replies_are_lost()
    {
        (ContainerId blue, ContainerId green, ProxyAlias alias) = await NewAliasAsync("cut-over-lost");
        Faults.DropReplyOfNext(DeleteAlias);
        Faults.DropReplyOfNext(CreateAlias);

        ProxyAliasMove move = await host.Client.ProxyAliases.MoveAsync(alias.Id, green);

        Assert.Equal((green, "cut-over-lost"), (move.Alias.ContainerId, move.Alias.Alias));
        Assert.Equal(green, Assert.Single(await NamedAsync("cut-over-lost")).ContainerId);
        Assert.NotEqual(blue, green);
    }

    [Fact]
    public async Task An_alias_that_cannot_be_moved_is_put_back()
    {
        (ContainerId blue, ContainerId green, ProxyAlias alias) = await NewAliasAsync("put-back");
        Faults.FailNext(CreateAlias, new HostFailure(422) { Message = "Alias limit reached" });

        ProxyAliasMoveException error = await Assert.ThrowsAsync<ProxyAliasMoveException>(
            () => host.Client.ProxyAliases.MoveAsync(alias.Id, green));

        Assert.Contains("Alias limit reached", error.Message, StringComparison.Ordinal);
        Assert.Equal(blue, Assert.Single(await NamedAsync("put-back")).ContainerId);
    }

    private async Task<ContainerId> CopyOfNewAsync(string name) =>
        await host.CopyAsync(await host.CreateContainerAsync(name), new(host.Project) { Name = name + "-copy" });

    private async Task<(ContainerId Blue, ContainerId Green, ProxyAlias Alias)> NewAliasAsync(string name)
    {
        ContainerId blue = await host.CreateContainerAsync(name);
        ContainerId green = await host.CopyAsync(blue, new(host.Project) { Name = name + "-green" });
        return (blue, green, await host.Client.ProxyAliases.CreateAsync(
            new CreateProxyAliasRequest { ContainerId = blue, Alias = name, Target = ProxyTarget.Service("web") }));
    }

    private async Task<List<ProxyAlias>> NamedAsync(string name) =>
        await host.Client.ProxyAliases.ListAsync().Where(alias => alias.Alias == name).ToListAsync();
}
