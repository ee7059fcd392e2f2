using System.Text.Json;
using Hoody.LocalHost.State;
using Hoody.LocalHost.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Hoody.LocalHost.Tests.Jobs;

/// <summary>What a copy takes is a state that its source had, whatever else became of the source since the copy was accepted.</summary>
public sealed class SourceCaptureTests
{
    [Fact]
    public async Task Files_that_a_failed_change_left_half_done_are_not_copied()
    {
        await using TestHost host = await TestHost.StartNewAsync();
        ApiClient api = await host.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string source = await api.NewContainerAsync(project);
        string operation;
        using (await host.HoldAsync(source))
        {
            operation = (await BeginCopyAsync(api, source, project)).Text("operation_id");
            await using AsyncServiceScope scope = host.Host.Services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<StateContext>().Containers.Where(row => row.Id == source)
                .ExecuteUpdateAsync(row => row.SetProperty(value => value.State, ContainerState.Failed));
        }

        JsonElement record = await api.WaitAsync(operation, "failed");
        Assert.Equal("source-failed", record.GetProperty("error").Text("code"));
    }

    [Fact]
    public async Task A_restore_that_was_killed_half_way_is_finished_before_its_container_is_copied()
    {
        // One worker, so that the copy cannot wait for another one to do it.
        await using TestHost host = await TestHost.StartNewAsync(options => options with { MaxConcurrentJobs = 1 });
        string token = host.Host.InitialToken!; // the first start has one
        ApiClient api = host.As(token);
        string project = await api.NewProjectAsync();
        string source = await api.NewContainerAsync(project);
        await api.NewSnapshotAsync(source, "before");
        host.Time.Advance(TimeSpan.FromSeconds(1));
        JsonElement copy;
        using (await host.HoldAsync(source))
        {
            copy = await BeginCopyAsync(api, source, project);
            host.Time.Advance(TimeSpan.FromSeconds(1));
            Task<Answer> restore = api.PutAsync($"containers/{source}/snapshots/before");
            await WhenRunningAsync(api, source, "restore");
            await host.StopAsync();
            await Assert.ThrowsAnyAsync<Exception>(() => restore);
        }

        await File.WriteAllTextAsync(Path.Combine(host.DataFolder, "servers", "node-us", "containers", source, "app.txt"), "half");
        await host.StartAsync();
        await host.As(token).WaitAsync(copy.Text("operation_id"));
        Assert.Equal("version 1", await File.ReadAllTextAsync(host.FileOf(copy.Text("id"), "app.txt")));
    }

    private static async Task<JsonElement> BeginCopyAsync(ApiClient api, string source, string project) =>
        (await api.PostAsync($"containers/{source}/copy", $$"""{"target_project_id":"{{project}}"}""")).Data(201);

    private static async Task WhenRunningAsync(ApiClient api, string container, string kind)
    {
        JsonElement last;
        do
        {
            last = (await api.GetAsync($"/local/v1/containers/{container}/operations")).Data().GetProperty("operations")[0];
        }
        while (last.Text("kind") != kind || last.Text("status") != "running"); // it was asked for, so it comes
    }
}
