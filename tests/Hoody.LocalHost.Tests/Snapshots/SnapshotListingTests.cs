using Hoody.ChunkStore.Refs;
using Hoody.LocalHost.Accounts;
using Hoody.LocalHost.Engine;
using Hoody.LocalHost.Snapshots;
using Hoody.LocalHost.State;
using Hoody.LocalHost.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Hoody.LocalHost.Tests.Snapshots;

public sealed class SnapshotListingTests
{
    [Fact]
    public async Task A_snapshot_that_is_taken_under_the_name_of_one_being_deleted_keeps_its_ref()
    {
        await using TestHost host = await TestHost.StartNewAsync(options => options with { Servers = ["node-us"] });
        ApiClient api = await host.NewAccountAsync();
        string container = await api.NewContainerAsync(await api.NewProjectAsync());
        await api.NewSnapshotAsync(container, "one");

        await using AsyncServiceScope scope = host.Host.Services.CreateAsyncScope();
        StateContext state = scope.ServiceProvider.GetRequiredService<StateContext>();
        ContainerRow row = await state.Containers.AsNoTracking().SingleAsync(value => value.Id == container);
        LocalServer server = scope.ServiceProvider.GetRequiredService<ServerEngines>().Local.Single();
        Task<Answer>? taking = null;
        ServerEngines engines = new(); // not disposed: the server is the host's
        engines.Add(await state.Servers.AsNoTracking().SingleAsync(), new SlowServer(server, async () =>
        {
            taking = api.PostAsync($"containers/{container}/snapshots", """{"alias":"one"}""");
            for (int looks = 0; looks < 100 && !taking.IsCompleted; looks++)
            {
                await api.ContainerAsync(container); // as long as it takes, where nothing holds it up
            }
        }));
        SnapshotListing listing = ActivatorUtilities.CreateInstance<SnapshotListing>(scope.ServiceProvider, state, engines);
        await listing.DeleteAsync(container, "one", new Caller(row.AccountId, ""), CancellationToken.None);

        Assert.Equal("one", (await taking!).Data().GetProperty("snapshot").Text("name")); // the deletion began it
        RefValue? value = await server.Volumes.Blobs.Refs.GetAsync(EngineRefs.Snapshot(container, "one"));
        Assert.NotNull(value);
    }

    /// <summary>A server that is asked to remove a ref when something else has been done.</summary>
    private sealed class SlowServer(IServer server, Func<Task> before) : IServer
    {
        public Task<IServerWork> BeginWorkAsync(CancellationToken cancellationToken) => server.BeginWorkAsync(cancellationToken);

        public async Task RemoveSnapshotAsync(string containerId, string name, CancellationToken cancellationToken)
        {
            await before();
            await server.RemoveSnapshotAsync(containerId, name, cancellationToken);
        }

        public Task<DiskUse> MeasureAsync(string containerId, CancellationToken cancellationToken) => server.MeasureAsync(containerId, cancellationToken);

        public string? FindDirectory(string containerId) => server.FindDirectory(containerId);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
