using System.Net;
using Hoody.Sdk.Tests.Fakes;

namespace Hoody.Sdk.Tests.Copies;

/// <summary>Times are minutes of one hour; the clock of the client stands at 60.</summary>
public sealed class SyncIfSourceChangedTests : IDisposable
{
    private readonly ClientFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_source_that_has_not_changed_since_the_last_sync_began_needs_none()
    {
        ConditionalSync result = await RunAsync(new() { Log = [Line("copying", "running", 41), Line("running", "copying", 40)], SourceChanged = 30 });

        Assert.Equal(SyncReason.UpToDate, result.Reason);
        Assert.Null(result.Operation);
        Assert.Equal(40, result.LastSyncStartedAt!.Value.Minute);
        Assert.Equal(30, result.SourceUpdatedAt!.Value.Minute);
        Assert.All(_fixture.Service.Sent, sent => Assert.Equal("GET", sent.Method));
    }

    [Fact]
    public async Task A_copy_renamed_after_its_source_changed_is_synchronised_though_it_is_the_newer_one() =>
        Assert.Equal(SyncReason.SourceChanged, (await RunAsync(new()
        {
            Log = [Line("copying", "running", 21), Line("running", "copying", 20)],
            SourceChanged = 30,
            CopyChanged = 50,
        })).Reason);

    [Theory]
    [InlineData(40)] // the same moment: which came first, nobody can tell
    [InlineData(41)] // while the sync ran
    [InlineData(59)]
    public async Task A_source_that_changed_since_the_last_sync_began_is_a_reason(int changed)
    {
        ConditionalSync result = await RunAsync(new()
        {
            Log = [Line("copying", "running", 42), Line("running", "copying", 40)],
            SourceChanged = changed,
        });
        Assert.Equal(SyncReason.SourceChanged, result.Reason);
        Assert.Equal(ClientFixture.Copy, result.Operation!.ContainerId);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"creating\"")]
    public async Task The_copy_itself_is_no_sync_for_it_may_have_been_made_from_an_old_snapshot(string from) =>
        Assert.Equal(SyncReason.NeverSynced, (await RunAsync(new()
        {
            Log = [Line("copying", "running", 41), $$"""{"id":"first","from_status":{{from}},"to_status":"copying","transition_time":"{{At(40)}}"}"""],
            SourceChanged = 30,
        })).Reason);

    [Fact]
    public async Task A_copy_without_any_log_is_synchronised() =>
        Assert.Equal(SyncReason.NeverSynced, (await RunAsync(new() { Log = [], SourceChanged = 30 })).Reason);

    [Fact]
    public async Task A_sync_that_failed_is_no_base() => Assert.Equal(SyncReason.LastSyncIncomplete, (await RunAsync(new()
    {
        Log = [Line("failed", "running", 43), Line("copying", "failed", 41), Line("running", "copying", 40)],
        SourceChanged = 30,
    })).Reason);

    [Fact]
    public async Task A_sync_that_has_not_ended_is_no_base() => Assert.Equal(
        SyncReason.LastSyncIncomplete, (await RunAsync(new() { Log = [Line("running", "copying", 40)], SourceChanged = 30 })).Reason);

    [Fact]
    public async Task Changes_of_status_that_are_no_sync_are_passed_over() => Assert.Equal(SyncReason.UpToDate, (await RunAsync(new()
    {
        Log = [Line("stopped", "running", 50), Line("running", "stopped", 49), Line("copying", "running", 41), Line("stopped", "copying", 40)],
        SourceChanged = 39,
    })).Reason);

    [Fact]
    public async Task A_log_without_an_end_is_not_read_to_its_end()
    {
        ConditionalSync result = await RunAsync(new()
        {
            Log = [.. Enumerable.Range(0, 600).Select(i => $$"""{"id":"{{i}}","from_status":"running","to_status":"stopped"}""")],
            SourceChanged = 30,
        });
        Assert.Equal(SyncReason.NotKnown, result.Reason);
        Assert.Equal(10, _fixture.Service.Sent.Count(s => s.Target.Contains("limit=50", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("s1", "\"s1\"", 45, SyncReason.Restored)]
    [InlineData("s1", "\"s1\"", 35, SyncReason.UpToDate)]
    [InlineData("s1", "\"gone\"", 35, SyncReason.Restored)] // the snapshot that could say when is deleted
    public async Task A_restore_since_the_last_sync_is_a_reason(string there, string lastUsed, int usedAt, SyncReason expected) =>
        Assert.Equal(expected, (await RunAsync(new()
        {
            Log = [Line("copying", "running", 41), Line("running", "copying", 40)],
            SourceChanged = 30,
            LastUsedSnapshot = lastUsed,
            Snapshots = $$"""[{"name":"{{there}}","last_used_at":"{{At(usedAt)}}"}]""",
        })).Reason);

    [Theory]
    [InlineData(15, SyncReason.MaxAgeReached)]
    [InlineData(25, SyncReason.UpToDate)]
    public async Task An_old_sync_is_followed_by_another_one(int maxAge, SyncReason expected) => Assert.Equal(expected, (await RunAsync(
        new() { Log = [Line("copying", "running", 41), Line("running", "copying", 40)], SourceChanged = 30 },
        new SyncIfSourceChangedOptions { MaxAge = TimeSpan.FromMinutes(maxAge) })).Reason);

    [Fact]
    public async Task A_restore_of_which_nobody_says_when_is_a_reason() => Assert.Equal(SyncReason.Restored, (await RunAsync(new()
    {
        Log = [Line("copying", "running", 41), Line("running", "copying", 40)],
        SourceChanged = 30,
        LastUsedSnapshot = "\"s1\"",
        Snapshots = """[{"name":"s1","last_used_at":null}]""",
    })).Reason);

    [Fact]
    public async Task The_longest_age_is_no_limit() => Assert.Equal(SyncReason.UpToDate, (await RunAsync(
        new() { Log = [Line("copying", "running", 41), Line("running", "copying", 40)], SourceChanged = 30 },
        new SyncIfSourceChangedOptions { MaxAge = TimeSpan.MaxValue })).Reason);

    [Theory]
    [InlineData("status-logs")]
    [InlineData("snapshots")]
    [InlineData(ClientFixture.SourceText)]
    public async Task What_may_not_be_read_is_a_reason(string hidden) => Assert.Equal(SyncReason.NotKnown, (await RunAsync(new()
    {
        Log = [Line("copying", "running", 41), Line("running", "copying", 40)],
        SourceChanged = 30,
        Hidden = hidden,
    })).Reason);

    [Fact]
    public async Task A_container_that_is_no_copy_is_refused_by_the_service()
    {
        _fixture.Service.Reply(ClientFixture.Envelope($$"""{"id":"{{ClientFixture.CopyText}}","status":"running"}"""))
            .Reply(ClientFixture.Envelope("""{"logs":[]}""")).Reply(ClientFixture.ContainerJson("running"))
            .Reply(GoldenFile.Read("wire/error-not-copied.409.json"), HttpStatusCode.Conflict);
        HoodyApiException error = await Assert.ThrowsAnyAsync<HoodyApiException>(
            () => _fixture.Client.Containers.SyncIfSourceChangedAsync(ClientFixture.Copy));
        Assert.Equal(HoodyErrorCode.ContainerNotCopied, error.ErrorCode);
    }

    private Task<ConditionalSync> RunAsync(Scene scene, SyncIfSourceChangedOptions? options = null)
    {
        _fixture.Service.Otherwise = scene.Answer;
        return _fixture.Client.Containers.SyncIfSourceChangedAsync(ClientFixture.Copy, options);
    }

    // The fixture's clock stands at 15:00.
    private static string At(int minute) => $"2025-11-09T14:{minute:00}:00.000Z";

    private static string Line(string from, string to, int minute) =>
        $$"""{"id":"{{minute}}","from_status":"{{from}}","to_status":"{{to}}","transition_time":"{{At(minute)}}"}""";

    private sealed record Scene
    {
        public required string[] Log { get; init; }

        public required int SourceChanged { get; init; }

        public int CopyChanged { get; init; } = 41;

        public string LastUsedSnapshot { get; init; } = "null";

        public string Snapshots { get; init; } = "[]";

        public string? Hidden { get; init; }

        public HttpResponseMessage Answer(HttpRequestMessage request)
        {
            string path = request.RequestUri!.AbsolutePath;
            if (Hidden is not null && path.EndsWith(Hidden, StringComparison.Ordinal))
            {
                return ScriptedHandler.Response(HttpStatusCode.Forbidden, ClientFixture.Error(403, "INSUFFICIENT_PERMISSIONS", "No."));
            }

            string data = path.Split('/')[^1] switch
            {
                "status-logs" => LogPage(request.RequestUri.Query),
                "snapshots" => $$"""{"snapshots":{{Snapshots}}}""",
                "sync" => $$"""{"container_id":"{{ClientFixture.CopyText}}","status":"copying"}""",
                ClientFixture.SourceText => $$"""{"id":"{{ClientFixture.SourceText}}","status":"running","updated_at":"{{At(SourceChanged)}}"}""",
                _ => $$"""
                    {"id":"{{ClientFixture.CopyText}}","status":"running","source_container_id":"{{ClientFixture.SourceText}}",
                     "updated_at":"{{At(CopyChanged)}}","last_used_snapshot":{{LastUsedSnapshot}}}
                    """,
            };
            return ScriptedHandler.Response(HttpStatusCode.OK, ClientFixture.Envelope(data));
        }

        private string LogPage(string query)
        {
            int page = int.Parse(query.Split("page=")[1].Split('&')[0], null);
            int pages = Math.Max(1, (Log.Length + 49) / 50);
            string lines = string.Join(',', Log.Skip((page - 1) * 50).Take(50));
            return $$"""{"logs":[{{lines}}],"pagination":{"page":{{page}},"totalPages":{{pages}} } }""";
        }
    }
}
