using System.Text.Json;
using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Refs;
using Hoody.LocalHost.Engine;
using Hoody.LocalHost.Jobs;
using Hoody.LocalHost.State;
using Hoody.LocalHost.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

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
                await Collector.WhenHeldOffAsync(StoreOf(host, server));
                await Assert.ThrowsAsync<CollectionConflictException>(() => Collector.CollectAsync(StoreOf(host, server)));
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
        await Collector.CollectAsync(StoreOf(host, "node-us"));
        (await api.PutAsync($"containers/{copy}/snapshots/before")).Data();
        await api.WaitForLastOperationAsync(copy);
        Assert.Equal("version 1", await File.ReadAllTextAsync(host.FileOf(copy, "app.txt")));
    }

    [Fact]
    public async Task What_a_sync_took_before_the_host_stopped_outlives_a_collection_and_is_what_the_next_start_goes_on_with()
    {
        await using TestHost host = await TestHost.StartNewAsync();
        string token = host.Host.InitialToken!; // the first start has one
        ApiClient api = host.As(token);
        string project = await api.NewProjectAsync();
        string source = await api.NewContainerAsync(project);
        string copy = await api.NewCopyAsync(source, project, more: $",\"target_server_id\":\"{await api.ServerAsync("node-eu")}\"");
        await File.WriteAllTextAsync(host.FileOf(source, "app.txt"), "version 2");
        string taken = $"containers/{source}/snapshots/.{copy}";
        string sync;
        using (await host.HoldAsync(copy))
        {
            sync = (await api.PostAsync($"containers/{copy}/sync")).Data().Text("operation_id");
            while ((await api.GetAsync($"/local/v1/operations/{sync}")).Data().IsNull("plan"))
            {
                await Task.Yield(); // it was accepted, so the plan comes
            }

            await host.StopAsync();
        }

        // The source moves on, the copy's store has nothing that holds what arrived: all but the ref of the sync would let it go.
        await using (BlobStore blobs = await BlobStore.OpenAsync(new DiskBackend(StoreOf(host, "node-us"))))
        {
            RefValue current = (await blobs.Refs.GetAsync($"containers/{source}/current"))!; // the sync has captured it
            await blobs.Refs.DeleteAsync(current.Name, current.Generation);
            Assert.NotNull(await blobs.Refs.GetAsync(taken));
        }

        await Collector.CollectAsync(StoreOf(host, "node-us"));
        await Collector.CollectAsync(StoreOf(host, "node-eu"));
        await File.WriteAllTextAsync(Path.Combine(host.DataFolder, "servers", "node-us", "containers", source, "app.txt"), "version 3");
        await host.StartAsync();
        api = host.As(token);
        await api.WaitAsync(sync);
        Assert.Equal("version 2", await File.ReadAllTextAsync(host.FileOf(copy, "app.txt")));
        BlobStore store = host.Host.Services.GetRequiredService<ServerEngines>().Local.Single(server => server.Name == "node-us").Volumes.Blobs;
        Assert.Null(await store.Refs.GetAsync(taken));
    }

    [Fact]
    public async Task The_snapshots_that_a_copy_is_to_bring_outlive_a_collection_before_it_begins()
    {
        await using TestHost host = await TestHost.StartNewAsync(options => options with { MaxConcurrentJobs = 1 });
        ApiClient api = await host.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string source = await api.NewContainerAsync(project);
        byte[] content = new byte[4 << 20];
        new Random(1).NextBytes(content);
        await File.WriteAllBytesAsync(host.FileOf(source, "large"), content);
        await api.NewSnapshotAsync(source, "before");
        File.Delete(host.FileOf(source, "large"));
        await api.NewSnapshotAsync(source, "after");
        string elsewhere = await api.NewCopyAsync(source, project, "elsewhere", $",\"target_server_id\":\"{await api.ServerAsync("node-eu")}\"");
        string copy;
        string operation;
        using (await host.HoldAsync(elsewhere))
        {
            // The one worker has something to do on the other server.
            (await api.PostAsync($"containers/{elsewhere}/copy", $$"""{"target_project_id":"{{project}}"}""")).Data(201);
            await Collector.WhenHeldOffAsync(StoreOf(host, "node-eu"));
            JsonElement accepted = (await api.PostAsync($"containers/{source}/copy", $$"""{"target_project_id":"{{project}}"}""")).Data(201);
            (copy, operation) = (accepted.Text("id"), accepted.Text("operation_id"));
            await api.DeleteAsync($"containers/{source}/snapshots/before"); // accepted or not
            await Collector.CollectAsync(StoreOf(host, "node-us"));
        }

        await api.WaitAsync(operation);
        (await api.PutAsync($"containers/{copy}/snapshots/before")).Data();
        Assert.Equal(content, await File.ReadAllBytesAsync(host.FileOf(copy, "large")));
        (await api.DeleteAsync($"containers/{source}/snapshots/before")).Data();
    }

    [Fact]
    public async Task What_a_sync_took_that_the_host_never_survived_goes_with_the_copy()
    {
        await using TestHost host = await TestHost.StartNewAsync();
        string token = host.Host.InitialToken!; // the first start has one
        ApiClient api = host.As(token);
        string project = await api.NewProjectAsync();
        string source = await api.NewContainerAsync(project);
        string copy = await api.NewCopyAsync(source, project);
        string sync;
        using (await host.HoldAsync(copy))
        {
            sync = (await api.PostAsync($"containers/{copy}/sync")).Data().Text("operation_id");
            while (await RefOfAsync(host, source, copy) is null)
            {
                await Task.Yield(); // it was accepted, so it comes
            }

            await SetAttemptsAsync(host, sync, OperationRecovery.MaxAttempts);
            await host.StopAsync();
        }

        await host.StartAsync();
        api = host.As(token);
        await api.WaitAsync(sync, "failed");
        Assert.NotNull(await RefOfAsync(host, source, copy)); // the next sync would move it

        (await api.DeleteAsync($"containers/{copy}")).HasNoData();
        await host.WhenGoneAsync(api, copy);
        Assert.Null(await RefOfAsync(host, source, copy));
    }

    private static Task<RefValue?> RefOfAsync(TestHost host, string source, string copy) =>
        host.Host.Services.GetRequiredService<ServerEngines>().Local.Single(server => server.Name == "node-us")
            .Volumes.Blobs.Refs.GetAsync($"containers/{source}/snapshots/.{copy}");

    private static async Task SetAttemptsAsync(TestHost host, string operationId, int attempts)
    {
        await using AsyncServiceScope scope = host.Host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<StateContext>().Operations.Where(row => row.Id == operationId)
            .ExecuteUpdateAsync(row => row.SetProperty(value => value.Attempts, attempts));
    }

    private static string StoreOf(TestHost host, string server) => Path.Combine(host.DataFolder, "servers", server, "store");
}
