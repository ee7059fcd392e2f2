using System.Text.Json;
using Hoody.LocalHost.Jobs;
using Hoody.LocalHost.State;
using Hoody.LocalHost.Tests.Fixtures;
using Hoody.LocalHost.Tests.Peers;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Hoody.LocalHost.Tests.Jobs;

public sealed class HousekeepingJobTests
{
    [Fact]
    public async Task An_expired_snapshot_goes_when_no_work_is_under_way_on_its_container()
    {
        await using TestHost host = await TestHost.StartNewAsync();
        ApiClient api = await host.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string source = await api.NewContainerAsync(project);
        (await api.PostAsync($"containers/{source}/snapshots", """{"alias":"short","expiry":1}""")).Data();
        string copy;
        string operation;
        using (await host.HoldAsync(source))
        {
            var answer = (await api.PostAsync($"containers/{source}/copy", $$"""{"target_project_id":"{{project}}"}""")).Data(201);
            (copy, operation) = (answer.Text("id"), answer.Text("operation_id"));
            host.Time.Advance(TimeSpan.FromDays(2));

            await KeepHouseAsync(host);

            Assert.Equal(new HashSet<string> { source, copy }, [.. await ContainersWithSnapshotsAsync(host)]);
        }

        await api.WaitAsync(operation);
        await KeepHouseAsync(host);

        Assert.Empty(await ContainersWithSnapshotsAsync(host));
    }

    [Fact]
    public async Task Work_whose_end_could_not_be_written_down_is_taken_up_again()
    {
        await using TestHost host = await TestHost.StartNewAsync();
        ApiClient api = await host.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string source = await api.NewContainerAsync(project);
        await ExecuteAsync(host, """
            CREATE TRIGGER full BEFORE UPDATE OF State ON operations WHEN NEW.State IN ('Succeeded', 'Failed')
            BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END;
            """);
        JsonElement copy = (await api.PostAsync($"containers/{source}/copy", $$"""{"target_project_id":"{{project}}"}""")).Data(201);
        string operation = copy.Text("operation_id");
        OperationRunner runner = host.Host.Services.GetRequiredService<OperationRunner>();
        while ((await api.GetAsync($"/local/v1/operations/{operation}")).Data().Text("status") != "running" || runner.IsAtWork(operation))
        {
            await Task.Yield(); // it was accepted, so it is begun, and cannot end
        }

        await ExecuteAsync(host, "DROP TRIGGER full;");
        await KeepHouseAsync(host);

        await api.WaitAsync(operation);
        Assert.Equal("running", (await api.ContainerAsync(copy.Text("id"))).Text("status"));
    }

    [Fact]
    public async Task Expired_snapshots_at_a_peer_that_is_away_keep_no_others_from_going()
    {
        await using PeerHosts hosts = await PeerHosts.StartAsync();
        ApiClient api = await hosts.Main.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string source = await api.NewContainerAsync(project);
        string asia = await api.NewCopyAsync(source, project, more: $",\"target_server_id\":\"{await api.ServerAsync("node-asia")}\"");
        foreach (string container in (string[])[asia, source, await api.NewCopyAsync(source, project, "second"), await api.NewCopyAsync(source, project, "third")])
        {
            (await api.PostAsync($"containers/{container}/snapshots", """{"alias":"short","expiry":1}""")).Data();
        }

        await hosts.Asia.StopAsync();
        hosts.Main.Time.Advance(TimeSpan.FromDays(2));

        await KeepHouseAsync(hosts.Main);

        Assert.Equal([asia], await ContainersWithSnapshotsAsync(hosts.Main));
    }

    private static async Task ExecuteAsync(TestHost host, string sql)
    {
        await using SqliteConnection connection = new($"Data Source={host.StateFile};Pooling=False");
        await connection.OpenAsync();
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private static async Task KeepHouseAsync(TestHost host)
    {
        await using AsyncServiceScope scope = host.Host.Services.CreateAsyncScope();
        HousekeepingJob job = ActivatorUtilities.CreateInstance<HousekeepingJob>(scope.ServiceProvider);
        await job.Execute(null!, CancellationToken.None); // the job asks nothing of its context
    }

    private static async Task<List<string>> ContainersWithSnapshotsAsync(TestHost host)
    {
        await using AsyncServiceScope scope = host.Host.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<StateContext>().Snapshots.Select(row => row.ContainerId).ToListAsync();
    }
}
