using System.Diagnostics;
using System.Net;
using Hoody.Sdk.Tests.Fakes;

namespace Hoody.Sdk.Tests.Telemetry;

/// <summary>What docs/telemetry.md promises of operations.</summary>
public sealed class OperationTelemetryTests : IDisposable
{
    private readonly ClientFixture _fixture = new();
    private readonly TelemetryRecorder _recorder = new();

    public void Dispose()
    {
        _recorder.Dispose();
        _fixture.Dispose();
    }

    [Fact]
    public async Task A_copy_and_its_wait_are_two_activities_however_many_looks_it_takes()
    {
        Script("copying", "copying", "copying", "running");
        Activity[] activities = await _recorder.RunAsync(CopyAsync);

        Assert.Equal(["Hoody.Containers.Copy", "Hoody.Operation.Wait"], activities.Select(a => a.OperationName));
        Activity wait = activities[1];
        Assert.Equal(ActivityKind.Internal, wait.Kind);
        Assert.Equal("copy", wait.GetTagItem("hoody.operation.kind"));
        Assert.Equal(ClientFixture.CopyText, wait.GetTagItem("hoody.container.id"));
        Assert.Equal(3, wait.GetTagItem("hoody.operation.polls"));
        Assert.Equal("running", wait.GetTagItem("hoody.container.status"));
        Assert.Equal(ActivityStatusCode.Unset, wait.Status);
    }

    [Fact]
    public async Task A_copy_is_measured_from_its_beginning_to_its_end_once()
    {
        Script("copying", "copying", "running");
        IReadOnlyList<Measured> measured = await MeasureAsync(CopyAsync);

        Measured duration = Assert.Single(measured, m => m.Instrument == "hoody.client.operation.duration");
        Assert.Equal(("copy", "succeeded"), (duration.Tags["hoody.operation.kind"], duration.Tags["hoody.operation.outcome"]));
        Assert.Equal(_fixture.Clock.Delays.Sum(delay => delay.TotalSeconds), duration.Value, 3);
        Assert.Equal(2, measured.Where(m => m.Instrument == "hoody.client.operation.polls").Sum(m => m.Value));
        Assert.Equal([1, -1], measured.Where(m => m.Instrument == "hoody.client.operations.active").Select(m => m.Value));
    }

    [Fact]
    public async Task A_sync_has_an_activity_for_each_of_its_requests_and_one_for_its_wait()
    {
        _fixture.Service.Reply(ClientFixture.Envelope("""{"logs":[{"id":"1","to_status":"running"}]}"""))
            .Reply(ClientFixture.ContainerJson("running", "2025-11-09T14:00:00.000Z"))
            .Reply(ClientFixture.Envelope("""{"status":"copying"}"""))
            .Reply(ClientFixture.ContainerJson("running", "2025-11-09T14:00:00.000Z"))
            .Reply(ClientFixture.Envelope("""{"logs":[{"id":"1","to_status":"running"}]}"""))
            .Reply(ClientFixture.ContainerJson("running", "2025-11-09T15:00:01.000Z"));

        Activity[] activities = await _recorder.RunAsync(async () =>
            await (await _fixture.Client.Containers.SyncAsync(ClientFixture.Copy)).WaitForCompletionAsync());

        Assert.Equal(
            ["Hoody.Containers.ListStatusChanges", "Hoody.Containers.Get", "Hoody.Containers.Sync", "Hoody.Operation.Wait"],
            activities.Select(a => a.OperationName));
        Assert.Equal(("sync", 2), (activities[3].GetTagItem("hoody.operation.kind"), activities[3].GetTagItem("hoody.operation.polls")));
    }

    [Fact]
    public async Task A_copy_that_failed_says_so()
    {
        Script("copying", "failed");
        Activity[] activities = [];
        IReadOnlyList<Measured> measured = await MeasureAsync(
            () => Assert.ThrowsAsync<ContainerOperationFailedException>(CopyAsync), got => activities = got);

        Activity wait = activities[^1];
        Assert.Equal((ActivityStatusCode.Error, "ContainerOperationFailedException"), (wait.Status, wait.GetTagItem("error.type")));
        Assert.Equal("failed", wait.GetTagItem("hoody.container.status"));
        Assert.Equal(
            "failed", Assert.Single(measured, m => m.Instrument == "hoody.client.operation.duration").Tags["hoody.operation.outcome"]);
    }

    [Fact]
    public async Task A_wait_that_is_given_up_is_no_end_of_its_operation()
    {
        Script("copying");
        _fixture.Service.Otherwise = _ => ScriptedHandler.Response(HttpStatusCode.OK, ClientFixture.ContainerJson("copying"));
        Activity[] activities = [];
        IReadOnlyList<Measured> measured = await MeasureAsync(
            () => Assert.ThrowsAsync<ContainerOperationTimeoutException>(() => CopyAsync(new OperationWaitOptions
            {
                Timeout = TimeSpan.FromSeconds(5),
                PollInterval = TimeSpan.FromSeconds(2),
            })),
            got => activities = got);

        Assert.Equal("ContainerOperationTimeoutException", activities[^1].GetTagItem("error.type"));
        Assert.DoesNotContain(measured, m => m.Instrument == "hoody.client.operation.duration");
        Assert.Equal(0, measured.Where(m => m.Instrument == "hoody.client.operations.active").Sum(m => m.Value));
    }

    [Fact]
    public async Task Two_waits_for_one_operation_measure_it_once()
    {
        Script("copying", "copying", "running");
        IReadOnlyList<Measured> measured = await MeasureAsync(async () =>
        {
            CopyOperation copy = await StartAsync();
            await Task.WhenAll(copy.WaitForCompletionAsync(), copy.WaitForCompletionAsync());
        });

        Assert.Single(measured, m => m.Instrument == "hoody.client.operation.duration");
        Assert.Equal(2, measured.Count(m => m is { Instrument: "hoody.client.operations.active", Value: 1 }));
    }

    [Fact]
    public async Task A_consumer_that_stops_watching_ends_the_wait()
    {
        Script("copying", "copying");
        IReadOnlyList<Measured> measured = await MeasureAsync(async () =>
        {
            CopyOperation copy = await StartAsync();
            Activity? outside = Activity.Current;
            await foreach (ContainerOperationProgress _ in copy.WatchAsync())
            {
                Assert.Same(outside, Activity.Current);
                break;
            }
        });
        Assert.Equal([1, -1], measured.Where(m => m.Instrument == "hoody.client.operations.active").Select(m => m.Value));
    }

    private void Script(string accepted, params string[] looks)
    {
        foreach (string status in looks.Prepend(accepted))
        {
            _fixture.Service.Reply(ClientFixture.ContainerJson(status));
        }
    }

    private Task<CopyOperation> StartAsync() =>
        _fixture.Client.Containers.CopyAsync(ClientFixture.Source, new CopyContainerRequest(ClientFixture.Project));

    private Task CopyAsync() => CopyAsync(null);

    private async Task CopyAsync(OperationWaitOptions? options) => await (await StartAsync()).WaitForCompletionAsync(options);

    /// <summary>Gets what was measured in the trace of a call.</summary>
    private async Task<IReadOnlyList<Measured>> MeasureAsync(Func<Task> call, Action<Activity[]>? activities = null)
    {
        ActivityTraceId trace = default;
        Activity[] got = await _recorder.RunAsync(() =>
        {
            trace = Activity.Current!.TraceId; // the recorder has begun one
            return call();
        });
        activities?.Invoke(got);
        return [.. _recorder.Measured.Where(m => m.Trace == trace)];
    }
}
