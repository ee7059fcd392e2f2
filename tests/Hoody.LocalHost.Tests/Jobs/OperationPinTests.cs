using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;
using Hoody.LocalHost.Tests.Fixtures;
using Hoody.Volumes;

namespace Hoody.LocalHost.Tests.Jobs;

/// <summary>A collector beside the host: operations keep what they have found and brought, and leave nothing in its way.</summary>
public class OperationPinTests
{
    [Fact]
    public async Task An_operation_at_work_holds_off_the_collectors_of_both_stores()
    {
        await using TestHost host = await TestHost.StartNewAsync();
        ApiClient api = await host.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string source = await api.NewContainerAsync(project);
        string copy = await api.NewCopyAsync(source, project, more: $",\"target_server_id\":\"{await api.ServerAsync("node-eu")}\"");
        await File.WriteAllTextAsync(host.FileOf(source, "app.txt"), "version 2");
        string operation;
        using (await host.HoldAsync(copy))
        {
            operation = (await api.PostAsync($"containers/{copy}/sync")).Data().Text("operation_id");
            foreach (string server in (string[])["node-us", "node-eu"])
            {
                await WhenLeasedAsync(host, server);
                await Assert.ThrowsAsync<CollectionConflictException>(() => CollectAsync(host, server));
            }
        }

        await api.WaitAsync(operation);
        Assert.Equal("version 2", await File.ReadAllTextAsync(host.FileOf(copy, "app.txt")));
    }

    [Fact]
    public async Task What_containers_and_snapshots_need_outlives_a_collection()
    {
        await using TestHost host = await TestHost.StartNewAsync();
        ApiClient api = await host.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string source = await api.NewContainerAsync(project);
        await api.NewSnapshotAsync(source, "before");
        await File.WriteAllTextAsync(host.FileOf(source, "app.txt"), "version 2");
        string copy = await api.NewCopyAsync(source, project);
        (await api.DeleteAsync($"containers/{source}")).HasNoData();
        await host.WhenGoneAsync(api, source);
        await CollectAsync(host, "node-us");
        (await api.PutAsync($"containers/{copy}/snapshots/before")).Data();
        await api.WaitForLastOperationAsync(copy);
        Assert.Equal("version 1", await File.ReadAllTextAsync(host.FileOf(copy, "app.txt")));
    }

    private static string StoreOf(TestHost host, string server) => Path.Combine(host.DataFolder, "servers", server, "store");

    private static async Task WhenLeasedAsync(TestHost host, string server)
    {
        DirectoryInfo leases = new(Path.Combine(StoreOf(host, server), "leases"));
        while (!leases.Exists || !leases.EnumerateFiles().Any())
        {
            await Task.Yield(); // the operation was accepted, so it comes
            leases.Refresh();
        }
    }

    // As another process does it, and without any patience.
    private static async Task CollectAsync(TestHost host, string server)
    {
        await using BlobStore store = await BlobStore.OpenAsync(new DiskBackend(StoreOf(host, server)));
        await (await new VolumeStore(store).PlanCollectionAsync(new CollectionOptions { MaxWait = TimeSpan.Zero })).ApplyAsync();
    }
}
