using Hoody.LocalHost.Jobs;
using Hoody.LocalHost.State;
using Hoody.LocalHost.Tests.Fixtures;
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

            Assert.Equal([copy], await ContainersWithSnapshotsAsync(host));
        }

        await api.WaitAsync(operation);
        await KeepHouseAsync(host);

        Assert.Empty(await ContainersWithSnapshotsAsync(host));
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
