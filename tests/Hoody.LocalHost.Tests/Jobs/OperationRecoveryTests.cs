using System.Text.Json;
using Hoody.LocalHost.Jobs;
using Hoody.LocalHost.Tests.Fixtures;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace Hoody.LocalHost.Tests.Jobs;

public class OperationRecoveryTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_copy_that_a_stop_interrupted_is_finished_by_the_next_start(bool isScheduleLost)
    {
        await using TestHost host = await TestHost.StartNewAsync();
        string token = host.Host.InitialToken!;
        (string copy, string operation) = await InterruptCopyAsync(host);
        if (isScheduleLost)
        {
            // As a kill between the commit and the scheduling leaves it: the operation's row alone tells of the work.
            foreach (string file in Directory.EnumerateFiles(host.DataFolder, "jobs.db*"))
            {
                File.Delete(file);
            }
        }

        await host.StartAsync();
        ApiClient api = host.As(token);
        await api.WaitAsync(operation);
        JsonElement container = await api.ContainerAsync(copy);
        Assert.Equal("running", container.Text("status"));
        Assert.Equal("version 1", await File.ReadAllTextAsync(host.FileOf(copy, "app.txt")));
        JsonElement logs = (await api.GetAsync($"containers/{copy}/status-logs")).Data();
        Assert.Equal(["copying", "running"], logs.Texts("logs", "to_status").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_copy_that_was_killed_half_way_is_begun_again_over_what_it_left()
    {
        await using TestHost host = await TestHost.StartNewAsync();
        string token = host.Host.InitialToken!;
        (string copy, string operation) = await InterruptCopyAsync(host);
        await PretendKilledAsync(host, operation, attempts: 1);
        string directory = Path.Combine(host.DataFolder, "servers", "node-us", "containers", copy);
        Directory.CreateDirectory(directory);
        await File.WriteAllTextAsync(Path.Combine(directory, "app.txt"), "vers");
        await File.WriteAllTextAsync(Path.Combine(directory, "left-over"), "x");

        await host.StartAsync();
        await host.As(token).WaitAsync(operation);
        Assert.Equal("version 1", await File.ReadAllTextAsync(host.FileOf(copy, "app.txt")));
        Assert.False(File.Exists(host.FileOf(copy, "left-over")));
    }

    [Fact]
    public async Task A_copy_that_the_host_never_survives_ends_failed_by_name_and_can_be_deleted()
    {
        await using TestHost host = await TestHost.StartNewAsync();
        string token = host.Host.InitialToken!;
        (string copy, string operation) = await InterruptCopyAsync(host);
        await PretendKilledAsync(host, operation, OperationRecovery.MaxAttempts);

        await host.StartAsync();
        ApiClient api = host.As(token);
        JsonElement record = await api.WaitAsync(operation, "failed");
        Assert.Equal("host-restarted", record.GetProperty("error").Text("code"));
        Assert.Equal("failed", (await api.ContainerAsync(copy)).Text("status"));
        (await api.DeleteAsync($"containers/{copy}")).HasNoData();
        await host.WhenGoneAsync(api, copy);
        (await api.GetAsync($"containers/{copy}")).Fails(404, "CONTAINER_NOT_FOUND");
    }

    [Fact]
    public async Task A_sync_that_was_killed_each_time_fails_and_the_next_one_mends_the_copy()
    {
        await using TestHost host = await TestHost.StartNewAsync();
        string token = host.Host.InitialToken!;
        ApiClient api = host.As(token);
        string project = await api.NewProjectAsync();
        string copy = await api.NewCopyAsync(await api.NewContainerAsync(project), project);
        string operation;
        using (await host.HoldAsync(copy))
        {
            operation = (await api.PostAsync($"containers/{copy}/sync")).Data().Text("operation_id");
            await host.StopAsync();
        }

        await PretendKilledAsync(host, operation, OperationRecovery.MaxAttempts);
        await host.StartAsync();
        api = host.As(token);
        await api.WaitAsync(operation, "failed");
        Assert.Equal("failed", (await api.ContainerAsync(copy)).Text("status"));
        await api.SyncAsync(copy);
        Assert.Equal("running", (await api.ContainerAsync(copy)).Text("status"));
    }

    [Fact]
    public async Task An_operation_may_be_scheduled_by_several_at_the_same_moment()
    {
        await using TestHost host = await TestHost.StartNewAsync();
        IScheduler scheduler = await host.Host.Services.GetRequiredKeyedService<ISchedulerFactory>(OperationQueue.Scheduler).GetScheduler();
        await scheduler.Standby(); // so that what one has scheduled is still there when the others come
        OperationQueue queue = host.Host.Services.GetRequiredService<OperationQueue>();
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => queue.EnqueueAsync("0123456789abcdef0123456789abcdef"))));
    }

    /// <summary>Stops the host while a copy waits for its source's files.</summary>
    private static async Task<(string Copy, string Operation)> InterruptCopyAsync(TestHost host)
    {
        ApiClient api = host.As(host.Host.InitialToken);
        string project = await api.NewProjectAsync();
        string source = await api.NewContainerAsync(project);
        using IDisposable held = await host.HoldAsync(source);
        JsonElement copy = (await api.PostAsync($"containers/{source}/copy", $$"""{"target_project_id":"{{project}}"}""")).Data(201);
        await host.StopAsync();
        return (copy.Text("id"), copy.Text("operation_id"));
    }

    // The state of a host that was killed while it worked: the operation is running, for a run of the host that is no more.
    private static async Task PretendKilledAsync(TestHost host, string operationId, int attempts)
    {
        await using SqliteConnection connection = new($"Data Source={host.StateFile};Pooling=False");
        await connection.OpenAsync();
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "UPDATE operations SET State = 'Running', OwnerBoot = 'another', Attempts = $attempts WHERE Id = $id;";
        command.Parameters.AddWithValue("$attempts", attempts);
        command.Parameters.AddWithValue("$id", operationId);
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }
}
