using System.Net;
using Hoody.Sdk.Tests.Fakes;

namespace Hoody.Sdk.Tests.Copies;

public sealed class SnapshotThenSyncTests : IDisposable
{
    private const string Later = "2025-11-09T16:00:00.000Z";

    private readonly ClientFixture _fixture = new();

    private ScriptedHandler Service => _fixture.Service;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_sync_that_does_good_leaves_the_snapshot_and_restores_nothing()
    {
        SnapshotTaken().SyncEnds("running");

        SnapshotThenSyncResult result = await RunAsync();

        Assert.Equal("a1", result.Snapshot.Name);
        Assert.Equal(ContainerStatus.Running, result.Container.Status);
        Assert.Equal(["POST snapshots", "POST sync"], Changes);
    }

    [Fact]
    public async Task A_sync_that_fails_is_undone_and_thrown()
    {
        SnapshotTaken().SyncEnds("failed").Restores();

        SyncUndoneException error = await Assert.ThrowsAsync<SyncUndoneException>(() => RunAsync());

        Assert.True(error.IsRestored);
        Assert.Equal("a1", error.Snapshot.Name);
        Assert.Equal(ClientFixture.Copy, error.CopyId);
        Assert.IsType<ContainerOperationFailedException>(error.InnerException);
        Assert.Equal(["POST snapshots", "POST sync", "PATCH a1"], Changes);
    }

    [Fact]
    public async Task A_result_that_does_not_pass_the_check_is_undone()
    {
        SnapshotTaken().SyncEnds("running").Restores();
        Container? seen = null;

        SyncUndoneException error = await Assert.ThrowsAsync<SyncUndoneException>(() => RunAsync((container, _) =>
        {
            seen = container;
            return Task.FromResult(false);
        }));

        Assert.True(error.IsRestored);
        Assert.Equal(ContainerStatus.Running, seen!.Status);
        Assert.Equal("PATCH a1", Changes[^1]);
    }

    [Fact]
    public async Task A_check_that_throws_is_undone_and_its_exception_is_kept()
    {
        SnapshotTaken().SyncEnds("running").Restores();
        FormatException thrown = new("The health page is not JSON.");

        SyncUndoneException error = await Assert.ThrowsAsync<SyncUndoneException>(() => RunAsync((_, _) => throw thrown));

        Assert.Same(thrown, error.InnerException);
    }

    [Fact]
    public async Task A_restore_that_fails_is_said_with_both_reasons()
    {
        SnapshotTaken().SyncEnds("failed");
        Service.Reply(ClientFixture.Error(503, "Service Unavailable", "Maintenance."), HttpStatusCode.ServiceUnavailable);

        SyncUndoneException error = await Assert.ThrowsAsync<SyncUndoneException>(() => RunAsync());

        Assert.False(error.IsRestored);
        Assert.Contains("Maintenance", error.RestoreFailure!.Message, StringComparison.Ordinal);
        Assert.Contains("'a1'", error.Message, StringComparison.Ordinal);
        Assert.IsType<ContainerOperationFailedException>(error.InnerException);
    }

    [Fact]
    public async Task A_sync_that_is_refused_changes_nothing()
    {
        SnapshotTaken();
        Service.Reply(GoldenFile.Read("wire/error-not-copied.409.json"), HttpStatusCode.Conflict);
        await Assert.ThrowsAnyAsync<HoodyApiException>(() => RunAsync());
        Assert.Equal(["POST snapshots", "POST sync"], Changes);
    }

    [Fact]
    public async Task A_snapshot_that_is_refused_keeps_the_sync_from_being_asked_for()
    {
        Service.Reply(GoldenFile.Read("wire/error-snapshot-limit.400.json"), HttpStatusCode.BadRequest);
        await Assert.ThrowsAnyAsync<HoodyApiException>(() => RunAsync());
        Assert.Equal(["POST snapshots"], Changes);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("""{"name":null}""")]
    [InlineData("""{"name":" "}""")]
    [InlineData("""{"name":"../x"}""")]
    public async Task A_snapshot_that_could_not_be_restored_keeps_the_sync_from_being_asked_for(string snapshot)
    {
        SnapshotTaken(ClientFixture.Envelope($$"""{"snapshot":{{snapshot}}}""")).SyncEnds("failed");
        await Assert.ThrowsAsync<HoodySerializationException>(() => RunAsync());
        Assert.Equal(["POST snapshots"], Changes);
    }

    [Fact]
    public async Task A_wait_that_is_too_long_restores_nothing_for_the_sync_goes_on()
    {
        SnapshotTaken();
        Service.Reply(Accepted);
        Service.Otherwise = _ => ScriptedHandler.Response(HttpStatusCode.OK, ClientFixture.ContainerJson("copying", Later));
        await Assert.ThrowsAsync<ContainerOperationTimeoutException>(() => _fixture.Client.Containers.SnapshotThenSyncAsync(
            ClientFixture.Copy, new SnapshotThenSyncOptions { Wait = new OperationWaitOptions { Timeout = TimeSpan.FromMinutes(5) } }));
        Assert.Equal(["POST snapshots", "POST sync"], Changes);
    }

    private string[] Changes => [.. Service.Sent.Where(s => s.Method != "GET").Select(s => $"{s.Method} {s.Address.Segments[^1]}")];

    private static string Accepted => ClientFixture.Envelope(
        $$"""{"container_id":"{{ClientFixture.CopyText}}","source_container_id":"{{ClientFixture.SourceText}}","status":"copying"}""");

    private SnapshotThenSyncTests SnapshotTaken(string? reply = null)
    {
        Service.Reply(reply ?? GoldenFile.Read("wire/snapshot-create.200.json"))
            .Reply(ClientFixture.Envelope("""{"logs":[]}""")).Reply(ClientFixture.ContainerJson("running", "2025-11-09T14:00:00.000Z"));
        return this;
    }

    private SnapshotThenSyncTests SyncEnds(string status)
    {
        Service.Reply(Accepted).Reply(ClientFixture.ContainerJson(status, Later));
        return this;
    }

    private void Restores() =>
        Service.Reply(GoldenFile.Read("wire/snapshot-restore.200.json")).Reply(ClientFixture.ContainerJson("running", Later));

    private Task<SnapshotThenSyncResult> RunAsync(Func<Container, CancellationToken, Task<bool>>? check = null) =>
        _fixture.Client.Containers.SnapshotThenSyncAsync(ClientFixture.Copy, new SnapshotThenSyncOptions { Check = check });
}
