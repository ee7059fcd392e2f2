using System.Net;
using Hoody.Sdk.Tests.Fakes;

namespace Hoody.Sdk.Tests.Http;

public sealed class RetryTests : IDisposable
{
    private static readonly string Busy = ClientFixture.Error(503, "Service Unavailable", "Busy.");

    private readonly ClientFixture _fixture = new();

    private HoodyClient Client => _fixture.Client;

    private ScriptedHandler Service => _fixture.Service;

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_get_is_repeated_after_a_passing_failure(int status)
    {
        Service.Reply(ClientFixture.Error(status, "x", "y"), (HttpStatusCode)status).Reply(ClientFixture.ContainerJson("running"));
        Assert.Equal(ContainerStatus.Running, (await GetAsync()).Status);
        Assert.Equal(2, Service.Sent.Count);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(409)]
    [InlineData(501)]
    public async Task Nothing_is_repeated_after_a_final_failure(int status)
    {
        Service.Reply(ClientFixture.Error(status, "x", "y"), (HttpStatusCode)status);
        await Assert.ThrowsAnyAsync<HoodyApiException>(GetAsync);
        Assert.Single(Service.Sent);
    }

    [Fact]
    public async Task Delays_double_up_to_their_maximum_and_are_random_below_it()
    {
        Service.Reply(Busy, HttpStatusCode.ServiceUnavailable).Reply(Busy, HttpStatusCode.ServiceUnavailable)
            .Reply(Busy, HttpStatusCode.ServiceUnavailable).Reply(Busy, HttpStatusCode.ServiceUnavailable);

        HoodyApiException error = await Assert.ThrowsAsync<HoodyApiException>(GetAsync);

        Assert.Equal(4, error.Attempts);
        Assert.Equal([250, 500, 1000], _fixture.Clock.Delays.Select(d => d.TotalMilliseconds));
    }

    [Fact]
    public async Task Retry_after_goes_before_our_own_delay()
    {
        Service.Reply(Busy, HttpStatusCode.ServiceUnavailable, ("Retry-After", "17")).Reply(ClientFixture.ContainerJson("running"));
        await GetAsync();
        Assert.Equal([TimeSpan.FromSeconds(17)], _fixture.Clock.Delays);
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("Sun, 09 Nov 2025 15:00:07 GMT", 7)]
    [InlineData("Sun, 09 Nov 2025 14:59:00 GMT", 0)] // by now, or by another clock
    public async Task Too_many_requests_wait_as_long_as_either_form_says(string retryAfter, int seconds)
    {
        Service.Reply("{}", HttpStatusCode.TooManyRequests, ("Retry-After", retryAfter)).Reply(ClientFixture.ContainerJson("running"));
        await GetAsync();
        Assert.Equal(TimeSpan.FromSeconds(seconds), _fixture.Clock.Delays.Aggregate(TimeSpan.Zero, (sum, delay) => sum + delay));
    }

    [Fact]
    public async Task A_retry_after_beyond_the_limit_is_thrown_at_once()
    {
        Service.Reply(Busy, HttpStatusCode.ServiceUnavailable, ("Retry-After", "61"));
        HoodyApiException error = await Assert.ThrowsAsync<HoodyApiException>(GetAsync);
        Assert.Equal(TimeSpan.FromSeconds(61), error.RetryAfter);
        Assert.Empty(_fixture.Clock.Delays);
    }

    [Fact]
    public async Task A_delay_beyond_the_total_timeout_is_not_waited_for()
    {
        using ClientFixture fixture = new(options => options.TotalTimeout = TimeSpan.FromSeconds(30));
        fixture.Service.Reply(Busy, HttpStatusCode.ServiceUnavailable, ("Retry-After", "45"));
        await Assert.ThrowsAsync<HoodyApiException>(() => fixture.Client.Containers.GetAsync(ClientFixture.Copy));
        Assert.Empty(fixture.Clock.Delays);
    }

    [Fact]
    public async Task A_post_is_never_repeated_when_it_may_have_been_carried_out()
    {
        Service.Reply(Busy, HttpStatusCode.ServiceUnavailable);
        await Assert.ThrowsAsync<HoodyApiException>(CopyAsync);
        Service.Fail(new HttpRequestException(HttpRequestError.ResponseEnded));
        HoodyConnectionException lost = await Assert.ThrowsAsync<HoodyConnectionException>(CopyAsync);

        Assert.Equal(2, Service.Sent.Count);
        Assert.True(lost.MayHaveBeenCarriedOut);
        Assert.Contains("look before you send it again", lost.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpRequestError.NameResolutionError)]
    [InlineData(HttpRequestError.ConnectionError)]
    [InlineData(HttpRequestError.SecureConnectionError)]
    [InlineData(HttpRequestError.ProxyTunnelError)]
    public async Task A_post_is_repeated_when_there_was_no_connection(HttpRequestError kind)
    {
        Service.Fail(new HttpRequestException(kind)).Reply(ClientFixture.ContainerJson("copying"), HttpStatusCode.Created);
        await CopyAsync();
        Assert.Equal(2, Service.Sent.Count);
        Assert.Equal(Service.Sent[0].Body, Service.Sent[1].Body);
    }

    [Fact]
    public async Task A_post_is_repeated_when_there_were_too_many()
    {
        Service.Reply("{}", (HttpStatusCode)429, ("Retry-After", "2")).Reply(ClientFixture.ContainerJson("copying"), HttpStatusCode.Created);
        await CopyAsync();
        Assert.Equal([TimeSpan.FromSeconds(2)], _fixture.Clock.Delays);
    }

    [Fact]
    public async Task A_restore_is_not_repeated_either()
    {
        Service.Reply(Busy, HttpStatusCode.ServiceUnavailable);
        await Assert.ThrowsAsync<HoodyApiException>(() => Client.Snapshots.RestoreAsync(ClientFixture.Copy, "s"));
        Assert.Single(Service.Sent);
    }

    [Fact]
    public async Task Put_and_delete_are_repeated()
    {
        Service.Fail(new IOException("reset")).Reply(ClientFixture.ContainerJson("running"))
            .Fail(new HttpRequestException(HttpRequestError.ResponseEnded)).Reply("{}");
        await Client.Containers.UpdateAsync(ClientFixture.Copy, new UpdateContainerRequest { Name = "n" });
        await Client.Containers.DeleteAsync(ClientFixture.Copy);
        Assert.Equal(["PUT", "PUT", "DELETE", "DELETE"], Service.Sent.Select(s => s.Method));
    }

    [Fact]
    public async Task A_repeated_delete_that_finds_nothing_has_succeeded()
    {
        Service.Fail(new HttpRequestException(HttpRequestError.ResponseEnded))
            .Reply(ClientFixture.Error(404, "Not Found", "gone"), HttpStatusCode.NotFound);
        await Client.Containers.DeleteAsync(ClientFixture.Copy);
        Assert.Equal(2, Service.Sent.Count);
    }

    [Fact]
    public async Task A_first_delete_that_finds_nothing_has_not()
    {
        Service.Reply(ClientFixture.Error(404, "Not Found", "gone"), HttpStatusCode.NotFound);
        await Assert.ThrowsAsync<HoodyNotFoundException>(() => Client.Containers.DeleteAsync(ClientFixture.Copy));
    }

    [Fact]
    public async Task A_call_may_choose_its_own_number_of_retries()
    {
        Service.Reply(Busy, HttpStatusCode.ServiceUnavailable);
        await Assert.ThrowsAsync<HoodyApiException>(
            () => Client.Containers.GetAsync(ClientFixture.Copy, new RequestOptions { MaxRetries = 0 }));
        Assert.Single(Service.Sent);
    }

    [Fact]
    public async Task The_observer_sees_the_last_attempt_only()
    {
        List<HoodyResponseInfo> seen = [];
        Service.Reply(Busy, HttpStatusCode.ServiceUnavailable)
            .Reply(ClientFixture.ContainerJson("running"), HttpStatusCode.OK, ("X-Request-Id", "r-2"), ("X-Other", "a"));

        await Client.Containers.GetAsync(ClientFixture.Copy, new RequestOptions { OnResponse = seen.Add });

        HoodyResponseInfo info = Assert.Single(seen);
        Assert.Equal(2, info.Attempts);
        Assert.Equal("r-2", info.RequestId);
        Assert.Equal(["a"], info.Headers["x-other"]);
        Assert.Equal(["application/json; charset=utf-8"], info.Headers["Content-Type"]);
    }

    private Task<Container> GetAsync() => Client.Containers.GetAsync(ClientFixture.Copy);

    private Task<CopyOperation> CopyAsync() =>
        Client.Containers.CopyAsync(ClientFixture.Source, new CopyContainerRequest(ClientFixture.Project));
}
