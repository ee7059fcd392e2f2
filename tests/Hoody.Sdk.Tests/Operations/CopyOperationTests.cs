using System.Net;
using Hoody.Sdk.Tests.Fakes;

namespace Hoody.Sdk.Tests.Operations;

public sealed class CopyOperationTests : IDisposable
{
    private static readonly string NotFound = ClientFixture.Error(404, "Not Found", "Container not found");
    private static readonly string Busy = ClientFixture.Error(503, "Service Unavailable", "Busy.");

    private readonly ClientFixture _fixture = new();

    private ScriptedHandler Service => _fixture.Service;

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData("running")]
    [InlineData("stopped")]
    [InlineData("paused")]
    public async Task A_copy_has_succeeded_when_its_container_is_usable(string status)
    {
        CopyOperation copy = await CopyAsync("copying", "copying", status);
        Container container = await copy.WaitForCompletionAsync();

        Assert.Equal(new ContainerStatus(status), container.Status);
        Assert.True(copy.HasCompleted);
        Assert.Same(container, copy.LastContainer);
    }

    [Theory]
    [InlineData("failed")]
    [InlineData("deleted")]
    public async Task A_copy_that_fails_throws(string status)
    {
        CopyOperation copy = await CopyAsync("copying", status);

        ContainerOperationFailedException error =
            await Assert.ThrowsAsync<ContainerOperationFailedException>(() => copy.WaitForCompletionAsync());

        Assert.Equal($"The copy failed: container {ClientFixture.CopyText} has the status '{status}'.", error.Message);
        Assert.Equal(copy.ToToken(), error.Token);
        Assert.Equal(status, error.Container!.Status.Value);
        Assert.True(copy.HasCompleted);
    }

    [Fact]
    public async Task A_status_that_is_not_known_is_waited_through()
    {
        CopyOperation copy = await CopyAsync("copying", "thawing", "running");
        Assert.Equal(ContainerStatus.Running, (await copy.WaitForCompletionAsync()).Status);
    }

    [Fact]
    public async Task A_copy_that_is_done_when_accepted_needs_no_look()
    {
        CopyOperation copy = await CopyAsync("running");
        await copy.WaitForCompletionAsync();
        Assert.Single(Service.Sent);
    }

    [Fact]
    public async Task Looks_come_at_growing_intervals_up_to_a_maximum()
    {
        CopyOperation copy = await CopyAsync(["copying", .. Enumerable.Repeat("copying", 9), "running"]);
        await copy.WaitForCompletionAsync();
        Assert.Equal(
            [1000, 1500, 2250, 3375, 5062, 7593, 11390, 15000, 15000, 15000],
            _fixture.Clock.Delays.Select(d => Math.Floor(d.TotalMilliseconds)));
    }

    [Fact]
    public async Task A_wait_may_choose_its_own_interval()
    {
        CopyOperation copy = await CopyAsync("copying", "copying", "running");
        await copy.WaitForCompletionAsync(new OperationWaitOptions { PollInterval = TimeSpan.FromSeconds(4) });
        Assert.Equal([4, 4], _fixture.Clock.Delays.Select(d => d.TotalSeconds));
    }

    [Fact]
    public async Task Progress_is_reported_in_order_and_ends_with_the_final_look()
    {
        CopyOperation copy = await CopyAsync("copying", "copying", "copying", "running");
        List<ContainerOperationProgress> reports = [];
        await copy.WaitForCompletionAsync(null, new Collector(reports));

        Assert.Equal([1, 2, 3], reports.Select(r => r.Sequence));
        Assert.Equal(["copying", "copying", "running"], reports.Select(r => r.Status.Value));
        Assert.Equal([false, false, true], reports.Select(r => r.IsFinal));
        Assert.Equal([1, 2.5, 4.75], reports.Select(r => r.Elapsed.TotalSeconds));
    }

    [Fact]
    public async Task Watching_gives_the_last_look_before_it_throws()
    {
        CopyOperation copy = await CopyAsync("copying", "failed");
        List<ContainerOperationProgress> seen = [];

        await Assert.ThrowsAsync<ContainerOperationFailedException>(async () =>
        {
            await foreach (ContainerOperationProgress look in copy.WatchAsync())
            {
                seen.Add(look);
            }
        });

        Assert.Equal(ContainerStatus.Failed, Assert.Single(seen).Status);
    }

    [Fact]
    public async Task A_container_that_is_not_everywhere_yet_is_waited_for()
    {
        CopyOperation copy = await CopyAsync("copying");
        Service.Reply(NotFound, HttpStatusCode.NotFound).Reply(ClientFixture.ContainerJson("running"));
        Assert.Equal(ContainerStatus.Running, (await copy.WaitForCompletionAsync()).Status);
    }

    [Fact]
    public async Task The_time_to_be_everywhere_begins_when_the_copy_is_accepted()
    {
        Service.Reply("{}", HttpStatusCode.TooManyRequests, ("Retry-After", "40"));
        CopyOperation copy = await CopyAsync("copying");
        Service.Reply(NotFound, HttpStatusCode.NotFound).Reply(ClientFixture.ContainerJson("running"));
        Assert.Equal(ContainerStatus.Running, (await copy.WaitForCompletionAsync()).Status);
    }

    [Fact]
    public async Task A_container_that_is_gone_later_on_is_a_failure()
    {
        CopyOperation copy = await CopyAsync("copying");
        Service.Otherwise = _ => ScriptedHandler.Response(HttpStatusCode.NotFound, NotFound);

        ContainerOperationFailedException error =
            await Assert.ThrowsAsync<ContainerOperationFailedException>(() => copy.WaitForCompletionAsync());

        Assert.EndsWith("is gone.", error.Message, StringComparison.Ordinal);
        Assert.Null(error.Container);
        Assert.True(copy.LastProgress.Elapsed >= CompletionRule.MissingTolerance);
    }

    [Fact]
    public async Task Passing_failures_are_waited_through()
    {
        CopyOperation copy = await CopyAsync("copying");
        Service.Reply(Busy, HttpStatusCode.ServiceUnavailable).Fail(new HttpRequestException(HttpRequestError.ConnectionError))
            .Reply(Busy, HttpStatusCode.ServiceUnavailable).Fail(new IOException("reset")).Reply("{}", (HttpStatusCode)429)
            .Reply(ClientFixture.ContainerJson("copying")).ReplyText("<html>Back in a minute</html>", "text/html")
            .Reply(ClientFixture.ContainerJson("running"));
        await copy.WaitForCompletionAsync();
        Assert.Equal(9, Service.Sent.Count);
    }

    [Fact]
    public async Task Six_passing_failures_in_a_row_end_the_wait_and_not_the_operation()
    {
        CopyOperation copy = await CopyAsync("copying");
        Service.Otherwise = _ => ScriptedHandler.Response(HttpStatusCode.ServiceUnavailable, Busy);

        await Assert.ThrowsAsync<HoodyApiException>(() => copy.WaitForCompletionAsync());
        Assert.Equal(1 + 6, Service.Sent.Count);
        Assert.False(copy.HasCompleted);

        Service.Otherwise = _ => ScriptedHandler.Response(HttpStatusCode.OK, ClientFixture.ContainerJson("running"));
        Assert.Equal(ContainerStatus.Running, (await copy.WaitForCompletionAsync()).Status);
    }

    [Fact]
    public async Task A_refused_token_ends_the_wait_at_once()
    {
        CopyOperation copy = await CopyAsync("copying");
        Service.Reply(ClientFixture.Error(401, "Unauthorized", "Token expired"), HttpStatusCode.Unauthorized);
        await Assert.ThrowsAsync<HoodyAuthenticationException>(() => copy.WaitForCompletionAsync());
        Assert.False(copy.HasCompleted);
    }

    [Theory]
    [InlineData("0", 60)]
    [InlineData("30", 0)]
    public async Task Looks_never_follow_each_other_without_a_pause(string retryAfter, int maxRetryAfter)
    {
        using ClientFixture fixture = new(options => options.Retry.MaxRetryAfter = TimeSpan.FromSeconds(maxRetryAfter));
        fixture.Service.Reply(ClientFixture.ContainerJson("copying"), HttpStatusCode.Created)
            .Reply(ClientFixture.ContainerJson("copying"), HttpStatusCode.OK, ("Retry-After", retryAfter))
            .Reply(Busy, HttpStatusCode.ServiceUnavailable, ("Retry-After", retryAfter))
            .Reply(ClientFixture.ContainerJson("running"));
        CopyOperation copy = await fixture.Client.Containers.CopyAsync(ClientFixture.Source, new CopyContainerRequest(ClientFixture.Project));
        await copy.WaitForCompletionAsync();
        Assert.Equal([1, 1, 1], fixture.Clock.Delays.Select(d => d.TotalSeconds));
    }

    [Fact]
    public async Task Retry_after_goes_before_the_interval_and_is_bounded()
    {
        CopyOperation copy = await CopyAsync("copying");
        Service.Reply(ClientFixture.ContainerJson("copying"), HttpStatusCode.OK, ("Retry-After", "9"))
            .Reply(Busy, HttpStatusCode.ServiceUnavailable, ("Retry-After", "3600"))
            .Reply(ClientFixture.ContainerJson("running"));
        await copy.WaitForCompletionAsync();
        Assert.Equal([1, 9, 60], _fixture.Clock.Delays.Select(d => d.TotalSeconds));
    }

    [Fact]
    public async Task A_wait_that_takes_too_long_ends_with_the_token_to_go_on()
    {
        CopyOperation copy = await CopyAsync("copying");
        Service.Otherwise = _ => ScriptedHandler.Response(HttpStatusCode.OK, ClientFixture.ContainerJson("copying"));

        // As long as a guard of the clock, so that only the looks move it.
        ContainerOperationTimeoutException error = await Assert.ThrowsAsync<ContainerOperationTimeoutException>(
            () => copy.WaitForCompletionAsync(new OperationWaitOptions { Timeout = TimeSpan.FromSeconds(30) }));

        Assert.Equal(copy.ToToken(), error.Token);
        Assert.Equal(ContainerStatus.Copying, error.LastProgress!.Status);
        Assert.False(copy.HasCompleted);
    }

    [Fact]
    public async Task Cancelling_a_wait_is_a_cancellation()
    {
        CopyOperation copy = await CopyAsync("copying");
        using CancellationTokenSource cancel = new();
        Service.Then((_, token) =>
        {
            cancel.Cancel();
            token.ThrowIfCancellationRequested();
            throw new InvalidOperationException("the token of the request is not that of the waiter");
        });

        OperationCanceledException error =
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => copy.WaitForCompletionAsync(cancel.Token));

        Assert.Equal(cancel.Token, error.CancellationToken);
        Assert.False(copy.HasCompleted);
    }

    [Fact]
    public async Task A_refresh_is_exactly_one_look()
    {
        CopyOperation copy = await CopyAsync("copying", "copying", "running");
        Assert.False((await copy.RefreshAsync()).IsFinal);
        Assert.True((await copy.RefreshAsync()).IsFinal);
        Assert.True((await copy.RefreshAsync()).IsFinal);
        Assert.Equal(3, Service.Sent.Count);
        Assert.Empty(_fixture.Clock.Delays);
    }

    [Fact]
    public async Task A_refresh_that_fails_says_nothing_about_the_operation()
    {
        CopyOperation copy = await CopyAsync("copying");
        Service.Reply(Busy, HttpStatusCode.ServiceUnavailable);
        await Assert.ThrowsAsync<HoodyApiException>(async () => await copy.RefreshAsync());
        Assert.Equal(0, copy.LastProgress.Sequence);
    }

    [Fact]
    public async Task Two_refreshes_at_once_are_two_looks_one_after_the_other()
    {
        CopyOperation copy = await CopyAsync("copying");
        TaskCompletionSource<HttpResponseMessage> first = new();
        Service.Then((_, _) => first.Task).Reply(ClientFixture.ContainerJson("running"));

        Task<ContainerOperationProgress> one = copy.RefreshAsync().AsTask();
        Task<ContainerOperationProgress> other = copy.RefreshAsync().AsTask();
        Assert.Equal(1 + 1, Service.Sent.Count); // the copy, and the first look only
        first.SetResult(ScriptedHandler.Response(HttpStatusCode.OK, ClientFixture.ContainerJson("copying")));

        Assert.Equal([1, 2], (await Task.WhenAll(one, other)).Select(p => p.Sequence));
    }

    [Fact]
    public async Task Two_waiters_share_one_look()
    {
        using HttpClient http = new(Service, disposeHandler: false);
        OperationPoller poller = new(
            new ApiPipeline(() => http, HoodyCredential.FromToken("t"), new HoodyClientOptions(), () => 0.5),
            new OperationTicket { Kind = "copy", ContainerId = ClientFixture.Copy, StartedAt = DateTimeOffset.UnixEpoch },
            accepted: null,
            ContainerStatus.Copying);
        TaskCompletionSource<HttpResponseMessage> reply = new();
        Service.Then((_, _) => reply.Task);

        Task<Observation> one = poller.LookAsync(seen: 0, CancellationToken.None);
        Task<Observation> other = poller.LookAsync(seen: 0, CancellationToken.None);
        reply.SetResult(ScriptedHandler.Response(HttpStatusCode.OK, ClientFixture.ContainerJson("copying")));

        Assert.Same(await one, await other);
        Assert.Single(Service.Sent);
    }

    [Fact]
    public async Task A_container_is_created_by_an_operation_too()
    {
        Service.Reply(ClientFixture.ContainerJson("creating"), HttpStatusCode.Created).Reply(ClientFixture.ContainerJson("running"));
        ContainerOperation create = await _fixture.Client.Containers.CreateAsync(
            ClientFixture.Project, new CreateContainerRequest { ServerId = ClientFixture.Server });

        Assert.Equal(ContainerOperationKind.Create, create.Kind);
        Assert.Equal(ContainerStatus.Running, (await create.WaitForCompletionAsync()).Status);
    }

    [Theory]
    [InlineData("ab", null)]
    [InlineData("with space", null)]
    [InlineData("naïve", null)]
    [InlineData(null, "v1.0.0")]
    [InlineData(null, "../x")]
    [InlineData(null, "")]
    public async Task Names_that_the_service_would_refuse_are_not_sent(string? name, string? snapshot)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => _fixture.Client.Containers.CopyAsync(
            ClientFixture.Source, new CopyContainerRequest(ClientFixture.Project) { Name = name, SourceSnapshot = snapshot }));
        Assert.Empty(Service.Sent);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a\nb")]
    [InlineData(" ")]
    public async Task Snapshot_names_that_would_be_another_path_are_not_sent(string name)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => _fixture.Client.Snapshots.DeleteAsync(ClientFixture.Copy, name));
        Assert.Empty(Service.Sent);
    }

    [Fact]
    public async Task A_snapshot_name_is_one_escaped_segment()
    {
        Service.Reply("{}");
        await _fixture.Client.Snapshots.DeleteAsync(ClientFixture.Copy, "before sync?");
        Assert.EndsWith("/snapshots/before%20sync%3F", Service.Only.Target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Polls_stay_in_the_realm_of_the_call()
    {
        Service.Reply(ClientFixture.ContainerJson("copying"), HttpStatusCode.Created).Reply(ClientFixture.ContainerJson("running"));
        CopyOperation copy = await _fixture.Client.Containers.CopyAsync(
            ClientFixture.Source, new CopyContainerRequest(ClientFixture.Project), new RequestOptions { Realm = "realm1" });
        await copy.WaitForCompletionAsync();
        Assert.All(Service.Sent, sent => Assert.Equal("realm1.api.hoody.com", sent.Address.Host));
    }

    private async Task<CopyOperation> CopyAsync(string accepted, params string[] looks)
    {
        Service.Reply(ClientFixture.ContainerJson(accepted), HttpStatusCode.Created);
        foreach (string look in looks)
        {
            Service.Reply(ClientFixture.ContainerJson(look));
        }

        return await _fixture.Client.Containers.CopyAsync(ClientFixture.Source, new CopyContainerRequest(ClientFixture.Project));
    }

    private Task<CopyOperation> CopyAsync(string[] script) => CopyAsync(script[0], script[1..]);

    private sealed class Collector(List<ContainerOperationProgress> reports) : IProgress<ContainerOperationProgress>
    {
        public void Report(ContainerOperationProgress value) => reports.Add(value);
    }
}
