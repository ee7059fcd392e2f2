using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Hoody.LocalHost.Tests.Fixtures;
using Hoody.Testing;

namespace Hoody.LocalHost.Tests.Faults;

public sealed class HostFaultsTests : IAsyncLifetime, IDisposable
{
    private static readonly HostCall CreateProject = new("POST", "projects");

    private readonly TempDirectory _folder = new();
    private readonly ImmediateTime _time = new();
    private HoodyHost? _host;
    private HttpClient? _http;

    private HostFaults Faults => _host!.Faults; // started before every test

    private HttpClient Http => _http!; // made before every test

    public async Task InitializeAsync()
    {
        _host = await HoodyHost.StartAsync(new HoodyHostOptions { DataFolder = _folder.Path, TimeProvider = _time });
        _http = new HttpClient { BaseAddress = _host.BaseAddress };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _host.InitialToken);
    }

    public async Task DisposeAsync()
    {
        await (_host?.DisposeAsync() ?? ValueTask.CompletedTask);
        Dispose();
    }

    public void Dispose()
    {
        _http?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_next_requests_fail_as_scripted_and_nothing_is_done_for_them()
    {
        Faults.FailNext(
            CreateProject, new HostFailure(503) { Code = "SOME_CODE", Message = "Not now", RetryAfter = TimeSpan.FromSeconds(7) }, times: 2);

        using HttpResponseMessage first = await CreateAsync("a");
        using HttpResponseMessage second = await CreateAsync("b");
        using HttpResponseMessage third = await CreateAsync("c");

        Assert.Equal(
            [HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable, HttpStatusCode.Created],
            [first.StatusCode, second.StatusCode, third.StatusCode]);
        using JsonDocument error = JsonDocument.Parse(await first.Content.ReadAsStringAsync());
        Assert.Equal(("SOME_CODE", "Not now"), (error.RootElement.Text("code"), error.RootElement.Text("message")));
        Assert.Equal(TimeSpan.FromSeconds(7), first.Headers.RetryAfter?.Delta);
        Assert.Equal(["c"], await AliasesAsync());
    }

    [Fact]
    public async Task A_fault_is_for_its_own_call_and_waits_for_it()
    {
        Faults.FailNext(CreateProject, new HostFailure(500));
        Assert.Empty(await AliasesAsync());
        Assert.Equal(1, Faults.PendingCount);
        using HttpResponseMessage failed = await CreateAsync("a");
        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        Assert.Equal(0, Faults.PendingCount);
    }

    [Fact]
    public async Task A_dropped_request_is_not_carried_out()
    {
        Faults.DropNext(CreateProject);
        await Assert.ThrowsAsync<HttpRequestException>(() => CreateAsync("a"));
        Assert.Empty(await AliasesAsync());
    }

    [Fact]
    public async Task A_request_whose_reply_is_dropped_is_carried_out_once()
    {
        Assert.Empty(await AliasesAsync()); // so that the connection is one that has been used: such ones are easily tried again
        Faults.DropReplyOfNext(CreateProject);
        await Assert.ThrowsAsync<HttpRequestException>(() => CreateAsync("a"));
        Assert.Equal(["a"], await AliasesAsync());
    }

    [Fact]
    public async Task A_delay_is_by_the_hosts_clock()
    {
        Faults.DelayNext(CreateProject, TimeSpan.FromHours(5));
        using HttpResponseMessage created = await CreateAsync("a");
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Contains(TimeSpan.FromHours(5), _time.Delays);
    }

    [Fact]
    public async Task A_held_request_waits_for_its_release()
    {
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Faults.HoldNext(CreateProject, release.Task);
        Task<HttpResponseMessage> creation = CreateAsync("a");
        while (Faults.PendingCount > 0)
        {
            await Task.Yield();
        }

        Assert.Empty(await AliasesAsync());
        Assert.False(creation.IsCompleted);
        release.SetResult();
        (await creation).Dispose();
        Assert.Equal(["a"], await AliasesAsync());
    }

    [Fact]
    public async Task Faults_happen_in_the_order_in_which_they_were_scripted()
    {
        Faults.FailNext(HostCall.Any, new HostFailure(500));
        Faults.FailNext(CreateProject, new HostFailure(502));
        using HttpResponseMessage first = await CreateAsync("a");
        using HttpResponseMessage second = await CreateAsync("b");
        Assert.Equal([HttpStatusCode.InternalServerError, HttpStatusCode.BadGateway], [first.StatusCode, second.StatusCode]);
    }

    [Fact]
    public async Task A_good_token_can_be_refused()
    {
        Faults.FailNext(HostCall.Any, new HostFailure(401) { Code = "INVALID_TOKEN" });
        using HttpResponseMessage refused = await CreateAsync("a");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("Bearer", Assert.Single(refused.Headers.WwwAuthenticate).Scheme);
    }

    [Fact]
    public async Task Cleared_faults_do_not_happen()
    {
        Faults.FailNext(CreateProject, new HostFailure(500), times: 3);
        Faults.Clear();
        using HttpResponseMessage created = await CreateAsync("a");
        Assert.Equal((HttpStatusCode.Created, 0), (created.StatusCode, Faults.PendingCount));
    }

    [Theory]
    [InlineData("POST", "containers/{id}/cop")]
    [InlineData("DELETE", "containers/{id}/copy")]
    [InlineData("POST", "")]
    public void A_call_that_the_host_does_not_have_is_refused(string method, string route)
    {
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => Faults.DropNext(new HostCall(method, route)));
        Assert.Contains($"{method} {route}", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Faults.DropNext(default));
    }

    [Fact]
    public void The_named_calls_are_ones_that_the_host_has()
    {
        foreach (HostCall call in (HostCall[])[HostCall.Copy, HostCall.Sync, HostCall.GetContainer, HostCall.ListContainers, HostCall.Any])
        {
            Faults.DropReplyOfNext(call);
        }

        Assert.Equal(5, Faults.PendingCount);
    }

    [Fact]
    public void Numbers_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Faults.DropNext(HostCall.Any, times: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Faults.DelayNext(HostCall.Any, TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HostFailure(200));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HostFailure(600));
        Assert.Equal(0, Faults.PendingCount);
    }

    private async Task<HttpResponseMessage> CreateAsync(string alias)
    {
        using StringContent body = new($$"""{"alias":"{{alias}}"}""", Encoding.UTF8, "application/json");
        return await Http.PostAsync(new Uri("api/v1/projects", UriKind.Relative), body);
    }

    private async Task<string[]> AliasesAsync()
    {
        using JsonDocument list = JsonDocument.Parse(await Http.GetStringAsync(new Uri("api/v1/projects", UriKind.Relative)));
        return list.RootElement.GetProperty("data").Texts("projects", "alias");
    }
}
