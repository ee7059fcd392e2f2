using System.Net;
using Hoody.Sdk.Tests.Fakes;

namespace Hoody.Sdk.Tests.Operations;

/// <summary>A sync has no id that could be asked about: its end shows only against what the copy looked like before.</summary>
public sealed class SyncOperationTests : IDisposable
{
    private const string Before = "2025-11-09T14:00:00.000Z";
    private const string After = "2025-11-09T15:00:30.000Z";

    private readonly ClientFixture _fixture = new();

    private ScriptedHandler Service => _fixture.Service;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task The_baseline_is_read_before_the_sync_is_asked_for()
    {
        await SyncAsync();
        Assert.Equal(["GET", "GET", "POST"], Service.Sent.Select(s => s.Method));
        Assert.Contains("/status-logs?", Service.Sent[0].Target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sync_that_was_seen_at_work_ends_when_its_container_is_usable()
    {
        SyncOperation sync = await SyncAsync();
        Service.Reply(ClientFixture.ContainerJson("copying", Before)).Reply(ClientFixture.ContainerJson("running", Before));
        Assert.Equal(ContainerStatus.Running, (await sync.WaitForCompletionAsync()).Status);
        Assert.Null(sync.LastProgress.Message);
    }

    [Fact]
    public async Task A_sync_that_ended_before_the_first_look_shows_by_the_time_of_change()
    {
        SyncOperation sync = await SyncAsync();
        Service.Reply(ClientFixture.ContainerJson("running", After));
        await sync.WaitForCompletionAsync();
        Assert.Equal(4, Service.Sent.Count);
    }

    [Fact]
    public async Task A_sync_that_ended_before_the_first_look_shows_by_the_status_log()
    {
        SyncOperation sync = await SyncAsync();
        Service.Reply(ClientFixture.ContainerJson("running", Before)).Reply(Log("2", "running"));
        await sync.WaitForCompletionAsync();
        Assert.Null(sync.LastProgress.Message);
    }

    [Fact]
    public async Task A_look_at_the_state_before_the_sync_is_not_taken_for_its_end()
    {
        SyncOperation sync = await SyncAsync();
        Service.Reply(ClientFixture.ContainerJson("running", Before)).Reply(Log("1", "running"))
            .Reply(ClientFixture.ContainerJson("running", Before)).Reply(Log("2", "copying"))
            .Reply(ClientFixture.ContainerJson("copying", Before))
            .Reply(ClientFixture.ContainerJson("running", After));

        await sync.WaitForCompletionAsync();

        Assert.Equal(4, sync.LastProgress.Sequence);
    }

    [Fact]
    public async Task A_sync_with_nothing_to_do_ends_after_a_time_of_grace_and_says_so()
    {
        SyncOperation sync = await SyncAsync();
        Service.Otherwise = NothingMoves;

        await sync.WaitForCompletionAsync();

        Assert.Equal("no transition observed", sync.LastProgress.Message);
        Assert.True(sync.LastProgress.Elapsed >= new HoodyOperationOptions().SyncGracePeriod);
    }

    [Fact]
    public async Task The_time_of_grace_begins_when_the_sync_is_accepted()
    {
        Service.Reply(Log("1", "running")).Reply(ClientFixture.ContainerJson("running", Before))
            .Reply("{}", HttpStatusCode.TooManyRequests, ("Retry-After", "40")).Reply(Accepted);
        SyncOperation sync = await _fixture.Client.Containers.SyncAsync(ClientFixture.Copy);
        Service.Reply(ClientFixture.ContainerJson("running", Before)).Reply(Log("1", "running"))
            .Reply(ClientFixture.ContainerJson("running", After));

        await sync.WaitForCompletionAsync();

        Assert.Null(sync.LastProgress.Message);
        Assert.Equal(2, sync.LastProgress.Sequence);
    }

    [Fact]
    public async Task The_time_of_grace_can_be_chosen()
    {
        using ClientFixture fixture = new(options => options.Operations.SyncGracePeriod = TimeSpan.Zero);
        SyncOperation sync = await SyncAsync(fixture);
        fixture.Service.Otherwise = NothingMoves;
        await sync.WaitForCompletionAsync();
        Assert.Equal(1, sync.LastProgress.Sequence);
    }

    [Fact]
    public async Task A_failure_from_before_the_sync_is_not_its_own()
    {
        SyncOperation sync = await SyncAsync();
        Service.Reply(ClientFixture.ContainerJson("failed", Before)).Reply(Log("1", "failed"))
            .Reply(ClientFixture.ContainerJson("copying", After)).Reply(ClientFixture.ContainerJson("running", After));
        Assert.Equal(ContainerStatus.Running, (await sync.WaitForCompletionAsync()).Status);
    }

    [Fact]
    public async Task A_sync_that_fails_throws()
    {
        SyncOperation sync = await SyncAsync();
        Service.Reply(ClientFixture.ContainerJson("failed", After));
        ContainerOperationFailedException error =
            await Assert.ThrowsAsync<ContainerOperationFailedException>(() => sync.WaitForCompletionAsync());
        Assert.StartsWith("The sync failed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_that_is_deleted_meanwhile_is_a_failure_at_once()
    {
        SyncOperation sync = await SyncAsync();
        Service.Reply(ClientFixture.Error(404, "Not Found", "Container not found"), HttpStatusCode.NotFound);
        await Assert.ThrowsAsync<ContainerOperationFailedException>(() => sync.WaitForCompletionAsync());
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.NotFound)]
    public async Task A_status_log_that_may_not_be_read_is_done_without(HttpStatusCode status)
    {
        string refusal = ClientFixture.Error((int)status, "x", "y");
        Service.Reply(refusal, status).Reply(ClientFixture.ContainerJson("running", Before)).Reply(Accepted)
            .Reply(ClientFixture.ContainerJson("running", Before)).Reply(refusal, status)
            .Reply(ClientFixture.ContainerJson("running", After));
        SyncOperation sync = await _fixture.Client.Containers.SyncAsync(ClientFixture.Copy);
        await sync.WaitForCompletionAsync();
        Assert.Equal(2, sync.LastProgress.Sequence);
    }

    [Fact]
    public async Task A_sync_that_is_refused_is_no_operation()
    {
        Service.Reply(Log("1", "running")).Reply(ClientFixture.ContainerJson("running", Before))
            .Reply(GoldenFile.Read("wire/error-not-copied.409.json"), HttpStatusCode.Conflict);
        ContainerNotCopiedException error = await Assert.ThrowsAsync<ContainerNotCopiedException>(
            () => _fixture.Client.Containers.SyncAsync(ClientFixture.Copy));
        Assert.Equal(HoodyErrorCode.ContainerNotCopied, error.ErrorCode);
    }

    private static string Accepted => ClientFixture.Envelope(
        $$"""{"container_id":"{{ClientFixture.CopyText}}","source_container_id":"{{ClientFixture.SourceText}}","status":"copying"}""");

    private static string Log(string id, string status) => ClientFixture.Envelope($$"""{"logs":[{"id":"{{id}}","to_status":"{{status}}"}]}""");

    private static HttpResponseMessage NothingMoves(HttpRequestMessage request) => ScriptedHandler.Response(
        HttpStatusCode.OK,
        request.RequestUri!.AbsolutePath.EndsWith("status-logs", StringComparison.Ordinal)
            ? Log("1", "running")
            : ClientFixture.ContainerJson("running", Before));

    private Task<SyncOperation> SyncAsync() => SyncAsync(_fixture);

    private static Task<SyncOperation> SyncAsync(ClientFixture fixture)
    {
        fixture.Service.Reply(Log("1", "running")).Reply(ClientFixture.ContainerJson("running", Before)).Reply(Accepted);
        return fixture.Client.Containers.SyncAsync(ClientFixture.Copy);
    }
}
