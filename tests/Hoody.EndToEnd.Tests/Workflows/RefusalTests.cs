using Hoody.Sdk;

namespace Hoody.EndToEnd.Tests.Workflows;

/// <summary>What the service refuses, as the exception that says what to do next.</summary>
public sealed class RefusalTests(HostFixture host) : IClassFixture<HostFixture>
{
    private ContainersClient Containers => host.Client.Containers;

    [Fact]
    public async Task A_name_that_is_in_use()
    {
        ContainerId source = await host.CreateContainerAsync("in-use");
        ContainerNameInUseException error = await Assert.ThrowsAsync<ContainerNameInUseException>(
            () => Containers.CopyAsync(source, new(host.Project) { Name = "in-use" }));
        Assert.Contains("Choose another name", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_project_that_is_full()
    {
        ContainerId source = await host.CreateContainerAsync("too-many");
        Project full = await host.Client.Projects.CreateAsync(new CreateProjectRequest { Alias = "full", MaxContainers = 1 });
        await host.CopyAsync(source, new(full.Id));
        ContainerLimitException error = await Assert.ThrowsAsync<ContainerLimitException>(() => Containers.CopyAsync(source, new(full.Id)));
        Assert.Equal(HoodyErrorCode.ProjectContainerLimit, error.ErrorCode);
    }

    [Fact]
    public async Task A_source_that_is_not_there() => await Assert.ThrowsAsync<SourceContainerNotFoundException>(
        () => Containers.CopyAsync(new ContainerId("00000000000000000000dead"), new(host.Project)));

    [Fact]
    public async Task A_project_a_server_or_a_snapshot_that_is_not_there()
    {
        ContainerId source = await host.CreateContainerAsync("to-nowhere");
        CopyContainerRequest[] nowhere =
        [
            new(new ProjectId("00000000000000000000dead")),
            new(host.Project) { TargetServerId = new ServerId("00000000000000000000dead") },
            new(host.Project) { SourceSnapshot = "none" },
        ];
        foreach (CopyContainerRequest request in nowhere)
        {
            await Assert.ThrowsAsync<HoodyNotFoundException>(() => Containers.CopyAsync(source, request));
        }

        Assert.Empty(await Containers.FindCopiesAsync(source).ToListAsync());
    }

    [Fact]
    public async Task An_alias_that_is_taken_or_reserved()
    {
        ContainerId container = await host.CreateContainerAsync("aliased");
        CreateProxyAliasRequest alias = new() { ContainerId = container, Alias = "only-once", Target = ProxyTarget.Service("web") };
        await host.Client.ProxyAliases.CreateAsync(alias);

        HoodyConflictException taken = await Assert.ThrowsAsync<HoodyConflictException>(() => host.Client.ProxyAliases.CreateAsync(alias));
        Assert.Equal(HoodyErrorCode.AliasInUse, taken.ErrorCode);
        Assert.Equal("server", taken.Details!.Value.GetProperty("scope").GetString());
        await Assert.ThrowsAsync<HoodyInvalidRequestException>(
            () => host.Client.ProxyAliases.CreateAsync(alias with { Alias = "containers" }));
    }
}
