using Hoody.Sdk.Tests.Fakes;

namespace Hoody.Sdk.Tests.Http;

public class TimeoutTests
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(7);

    [Fact]
    public async Task A_post_without_reply_is_given_up_and_not_repeated()
    {
        // 7 s is none of the clock's guards, so the attempt's own timeout is what moves it.
        using ClientFixture fixture = new(options => options.AttemptTimeout = Short);
        fixture.Service.Hang();

        HoodyConnectionException error = await Assert.ThrowsAsync<HoodyConnectionException>(() => fixture.Client.Containers.CopyAsync(
            ClientFixture.Source, new CopyContainerRequest(ClientFixture.Project)));

        Assert.Contains("attempt timeout of 7 s", error.Message, StringComparison.Ordinal);
        Assert.True(error.MayHaveBeenCarriedOut);
        Assert.Equal(1, error.Attempts);
    }

    [Fact]
    public async Task A_get_without_reply_is_repeated_as_often_as_the_options_say()
    {
        using ClientFixture fixture = new(options =>
        {
            options.AttemptTimeout = Short;
            options.Retry.MaxRetries = 1;
        });
        fixture.Service.Hang().Hang();

        HoodyConnectionException error =
            await Assert.ThrowsAsync<HoodyConnectionException>(() => fixture.Client.Containers.GetAsync(ClientFixture.Copy));

        Assert.Equal(2, error.Attempts);
        Assert.Equal(2, fixture.Service.Sent.Count);
    }

    [Fact]
    public async Task The_total_timeout_ends_a_request_in_mid_attempt()
    {
        using ClientFixture fixture = new(options => options.TotalTimeout = Short);
        fixture.Service.Hang();

        HoodyConnectionException error =
            await Assert.ThrowsAsync<HoodyConnectionException>(() => fixture.Client.Containers.GetAsync(ClientFixture.Copy));

        Assert.Contains("total timeout of 7 s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_may_choose_its_own_attempt_timeout()
    {
        using ClientFixture fixture = new(options => options.Retry.MaxRetries = 0);
        fixture.Service.Hang();

        HoodyConnectionException error = await Assert.ThrowsAsync<HoodyConnectionException>(() => fixture.Client.Containers.GetAsync(
            ClientFixture.Copy, new RequestOptions { AttemptTimeout = TimeSpan.FromSeconds(3) }));

        Assert.Contains("attempt timeout of 3 s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_timeout_of_a_callers_http_client_is_a_connection_failure()
    {
        using ClientFixture fixture = new(options => options.Retry.MaxRetries = 0);
        fixture.Service.Fail(new TaskCanceledException("timeout", new TimeoutException()));

        HoodyConnectionException error =
            await Assert.ThrowsAsync<HoodyConnectionException>(() => fixture.Client.Containers.GetAsync(ClientFixture.Copy));

        Assert.Contains("HttpClient's own timeout", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_during_an_attempt_is_a_cancellation()
    {
        using ClientFixture fixture = new();
        using CancellationTokenSource cancel = new();
        fixture.Service.Then((_, token) =>
        {
            cancel.Cancel();
            token.ThrowIfCancellationRequested();
            throw new InvalidOperationException("the token of the request is not that of the caller");
        });

        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => fixture.Client.Containers.GetAsync(ClientFixture.Copy, cancellationToken: cancel.Token));

        Assert.Equal(cancel.Token, error.CancellationToken);
        Assert.Single(fixture.Service.Sent);
    }

    [Fact]
    public async Task Cancelling_during_a_delay_is_a_cancellation()
    {
        using CancellationTokenSource cancel = new();
        using ClientFixture fixture = new(options => options.TimeProvider = new CancellingClock(cancel));
        fixture.Service.Reply("{}", System.Net.HttpStatusCode.ServiceUnavailable, ("Retry-After", "11"));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => fixture.Client.Containers.GetAsync(ClientFixture.Copy, cancellationToken: cancel.Token));

        Assert.Single(fixture.Service.Sent);
    }

    [Fact]
    public async Task A_cancelled_token_sends_nothing()
    {
        using ClientFixture fixture = new();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => fixture.Client.Containers.GetAsync(ClientFixture.Copy, cancellationToken: new CancellationToken(canceled: true)));
        Assert.Empty(fixture.Service.Sent);
    }

    /// <summary>Cancels as soon as somebody waits for 11 s; time itself never passes.</summary>
    private sealed class CancellingClock(CancellationTokenSource cancel) : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == TimeSpan.FromSeconds(11))
            {
                ThreadPool.QueueUserWorkItem(_ => cancel.Cancel());
            }

            return base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
