using Hoody.Sdk;

namespace Hoody.EndToEnd.Tests.Workflows;

/// <summary>What a local host tells of an operation beyond the service's contract, as the client gives it.</summary>
public sealed class OperationDetailTests(HostFixture host) : IClassFixture<HostFixture>
{
    [Fact]
    public async Task A_copy_to_another_server_tells_what_came_of_it()
    {
        ContainerId source = await host.CreateContainerAsync("told");
        CopyOperation copy = await host.Client.Containers.CopyAsync(
            source, new(host.Project) { Name = "told-copy", TargetServerId = host.Servers["node-eu"] });
        await copy.WaitForCompletionAsync(HostFixture.Wait);

        ContainerOperationDetail? detail = await copy.GetDetailAsync();

        Assert.Equal((copy.OperationId, "succeeded"), (detail?.OperationId, detail?.Status));
        Assert.Equal((2, "version 1data".Length), (detail!.FileCount, detail.LogicalBytes));
        Assert.True(detail.TransferredBytes > 0);
        Assert.NotNull(detail.FinishedAt);
        Assert.Null(detail.Error);
        Assert.Empty(detail.Notices);
    }

    [Fact]
    public async Task A_sync_that_another_process_goes_on_watching_tells_it_too()
    {
        ContainerId copy = await host.CopyAsync(await host.CreateContainerAsync("watched"), new(host.Project));
        SyncOperation sync = await host.Client.Containers.SyncAsync(copy);
        await sync.WaitForCompletionAsync(HostFixture.Wait);

        ContainerOperationDetail? detail = await host.Client.ResumeOperation(sync.ToToken()).GetDetailAsync();

        Assert.Equal((sync.OperationId, "succeeded", 0L), (detail?.OperationId, detail?.Status, detail?.TransferredBytes));
        Assert.Null(detail?.Plan); // nothing leaves the server
    }

    [Fact]
    public async Task A_copy_that_failed_tells_why()
    {
        ContainerId source = await host.CreateContainerAsync("lost");
        Directory.Delete(host.Host.GetContainerDirectory(source), recursive: true);
        CopyOperation copy = await host.Client.Containers.CopyAsync(source, new(host.Project));
        await Assert.ThrowsAsync<ContainerOperationFailedException>(() => copy.WaitForCompletionAsync(HostFixture.Wait));

        ContainerOperationDetail? detail = await copy.GetDetailAsync();

        Assert.Equal(("failed", "file-tree"), (detail?.Status, detail?.Error?.Code));
        Assert.False(string.IsNullOrEmpty(detail?.Error?.Message));
    }
}
