using System.Diagnostics;
using System.Net;
using Hoody.Sdk.Tests.Fakes;

namespace Hoody.Sdk.Tests.Telemetry;

/// <summary>What docs/telemetry.md promises of requests.</summary>
public sealed class TelemetryTests : IDisposable
{
    private readonly LogCollector _log = new();
    private readonly ClientFixture _fixture;
    private readonly TelemetryRecorder _recorder = new();

    public TelemetryTests() => _fixture = new ClientFixture(options => options.LoggerFactory = _log);

    public void Dispose()
    {
        _recorder.Dispose();
        _fixture.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task A_call_is_an_activity_with_its_route_and_its_repeats()
    {
        _fixture.Service.Reply(Busy, HttpStatusCode.ServiceUnavailable).Reply(ClientFixture.ContainerJson("running"));

        Activity activity = Assert.Single(await _recorder.RunAsync(() => _fixture.Client.Containers.GetAsync(ClientFixture.Copy)));

        Assert.Equal("Hoody.Containers.Get", activity.OperationName);
        Assert.Equal(ActivityKind.Client, activity.Kind);
        Assert.Equal("/api/v1/containers/{id}", activity.GetTagItem("url.template"));
        Assert.Equal(200, activity.GetTagItem("http.response.status_code"));
        Assert.Equal(1, activity.GetTagItem("http.request.resend_count"));
        Assert.Equal(ActivityStatusCode.Unset, activity.Status);
    }

    [Fact]
    public async Task A_failure_names_its_type_and_not_its_message()
    {
        _fixture.Service.Reply(ClientFixture.Error(404, "Not Found", "canary message"), HttpStatusCode.NotFound);

        Activity activity = Assert.Single(await _recorder.RunAsync(() => Assert.ThrowsAsync<HoodyNotFoundException>(
            () => _fixture.Client.Containers.GetAsync(ClientFixture.Copy))));

        Assert.Equal(ActivityStatusCode.Error, activity.Status);
        Assert.Equal("HoodyNotFoundException", activity.GetTagItem("error.type"));
        Assert.Equal(404, activity.GetTagItem("http.response.status_code"));
    }

    [Fact]
    public async Task A_path_of_the_callers_own_makes_no_series_of_its_own()
    {
        _fixture.Service.Reply(ClientFixture.ContainerJson("running"));
        Activity activity = Assert.Single(await _recorder.RunAsync(() => _fixture.Client.SendAsync(
            HttpMethod.Get, "/api/v1/anything/123", HoodyJsonContext.Default.Container)));
        Assert.Equal("(other)", activity.GetTagItem("url.template"));
    }

    [Fact]
    public async Task Durations_and_repeats_are_measured_by_route()
    {
        _fixture.Service.Reply(Busy, HttpStatusCode.ServiceUnavailable)
            .Reply(ClientFixture.Envelope("""{"configured":false}"""));
        await _fixture.Client.Network.GetAsync(ClientFixture.Copy);

        const string Route = "/api/v1/containers/{id}/network";
        Assert.Contains(_recorder.Measured, m => m.Instrument == "hoody.client.retries" && Equals(m.Tags["url.template"], Route)
            && Equals(m.Tags["error.type"], "HoodyApiException"));
        Assert.Contains(_recorder.Measured, m => m.Instrument == "hoody.client.request.duration" && Equals(m.Tags["url.template"], Route)
            && Equals(m.Tags["http.request.method"], "GET") && Equals(m.Tags["http.response.status_code"], 200));
    }

    [Fact]
    public async Task A_repeat_is_logged()
    {
        _fixture.Service.Reply(Busy, HttpStatusCode.ServiceUnavailable).Reply(ClientFixture.ContainerJson("running"));
        await _fixture.Client.Containers.GetAsync(ClientFixture.Copy);
        Assert.Equal((1, "Containers.Get failed in attempt 1 (HoodyApiException) and is sent again in 250 ms"), Assert.Single(_log.Lines));
    }

    [Fact]
    public async Task A_copy_found_after_its_reply_was_lost_is_logged()
    {
        _fixture.Service.Fail(new HttpRequestException(HttpRequestError.ResponseEnded)).Reply(ClientFixture.Envelope(
            $$"""{"containers":[{"id":"{{ClientFixture.CopyText}}","name":"abc","source_container_id":"{{ClientFixture.SourceText}}","created_at":"2025-11-09T15:00:00.000Z"}],"pagination":{"totalPages":1} }"""));
        await _fixture.Client.Containers.CopyAsync(ClientFixture.Source, new CopyContainerRequest(ClientFixture.Project) { Name = "abc" });
        Assert.Equal(3, Assert.Single(_log.Lines).Event);
    }

    [Fact]
    public async Task The_token_is_in_no_activity_measurement_or_log()
    {
        string echo = ClientFixture.Error(503, ClientFixture.Token, $"You sent {ClientFixture.Token}");
        _fixture.Service.Reply(echo, HttpStatusCode.ServiceUnavailable).Reply(echo, HttpStatusCode.Unauthorized);

        Activity[] activities = await _recorder.RunAsync(() => Assert.ThrowsAsync<HoodyAuthenticationException>(
            () => _fixture.Client.Containers.GetAsync(ClientFixture.Copy)));

        string everything = string.Join('\n', activities.SelectMany(a => a.TagObjects).Select(t => $"{t.Key}={t.Value}")
            .Concat(activities.Select(a => a.StatusDescription ?? ""))
            .Concat(_recorder.Measured.SelectMany(m => m.Tags.Values).Select(v => $"{v}"))
            .Concat(_log.Lines.Select(l => l.Text)));
        Assert.NotEmpty(_log.Lines);
        Assert.DoesNotContain("canary", everything, StringComparison.Ordinal);
    }

    private static string Busy => ClientFixture.Error(503, "Service Unavailable", "Busy.");
}
