using System.Net;
using Hoody.Sdk.Tests.Fakes;

namespace Hoody.Sdk.Tests.Copies;

public sealed class SyncCopiesTests : IDisposable
{
    private readonly ClientFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Copies_are_found_by_their_source_over_all_pages()
    {
        _fixture.Service.Reply(Page(1, ("a1", ClientFixture.SourceText), ("a2", null))).Reply(Page(2, ("a3", "other"), ("a4", ClientFixture.SourceText)));

        string[] copies = await _fixture.Client.Containers.FindCopiesAsync(ClientFixture.Source).Select(c => c.Id.Value).ToArrayAsync();

        Assert.Equal(["a1", "a4"], copies);
        Assert.Equal(
            "/api/v1/containers/?page=1&limit=100&sort_by=created_at&sort_order=asc", _fixture.Service.Sent[0].Target);
    }

    [Fact]
    public async Task The_copies_of_nothing_are_not_all_originals() => await Assert.ThrowsAsync<InvalidOperationException>(
        async () => await _fixture.Client.Containers.FindCopiesAsync(default).ToArrayAsync());

    [Fact]
    public async Task A_refused_sync_keeps_no_other_copy_from_being_synchronised()
    {
        _fixture.Service.Reply(Page(1, ("a1", ClientFixture.SourceText), ("a2", ClientFixture.SourceText))).Reply(Page(2));
        _fixture.Service.Otherwise = Answer;

        IReadOnlyList<CopySyncResult> results = await _fixture.Client.Containers.SyncAllCopiesAsync(ClientFixture.Source);

        Assert.Equal(["a1", "a2"], results.Select(r => r.CopyId.Value));
        Assert.False(results[0].IsSynced);
        Assert.Equal(HttpStatusCode.Conflict, Assert.IsAssignableFrom<HoodyApiException>(results[0].Error).StatusCode);
        Assert.True(results[1].IsSynced);
        Assert.Equal("a2", results[1].Container!.Id.Value);

        static HttpResponseMessage Answer(HttpRequestMessage request)
        {
            string path = request.RequestUri!.AbsolutePath;
            return path.EndsWith("a1/sync", StringComparison.Ordinal)
                ? ScriptedHandler.Response(HttpStatusCode.Conflict, ClientFixture.Error(409, "OPERATION_STATE_CONFLICT", "Busy"))
                : path.EndsWith("status-logs", StringComparison.Ordinal)
                ? ScriptedHandler.Response(HttpStatusCode.OK, ClientFixture.Envelope("""{"logs":[]}"""))
                : ScriptedHandler.Response(HttpStatusCode.OK, ClientFixture.Envelope(
                    $$"""{"id":"{{path.Split('/')[4]}}","status":"running","updated_at":"2025-11-09T15:00:30.000Z"}"""));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task As_many_syncs_run_as_the_options_say_and_never_more(int concurrency)
    {
        MeetingContainers containers = new(concurrency);
        ContainerId[] copies = [.. Enumerable.Range(0, 9).Select(i => new ContainerId($"c{i}"))];

        IReadOnlyList<CopySyncResult> results =
            await containers.SyncCopiesAsync(copies, new SyncCopiesOptions { MaxConcurrency = concurrency });

        Assert.Equal(copies, results.Select(r => r.Container!.Id));
        Assert.Equal(concurrency, containers.MostAtOnce);
    }

    [Fact]
    public async Task A_copy_given_twice_is_synchronised_once()
    {
        MeetingContainers containers = new(1);
        Assert.Single(await containers.SyncCopiesAsync([ClientFixture.Copy, ClientFixture.Copy]));
    }

    [Fact]
    public async Task An_id_that_names_nothing_is_refused_before_anything_is_synchronised()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => _fixture.Client.Containers.SyncCopiesAsync([ClientFixture.Copy, default]));
        Assert.Empty(_fixture.Service.Sent);
    }

    [Fact]
    public async Task Cancelling_ends_the_wait()
    {
        using CancellationTokenSource stop = new();
        _fixture.Service.Then((_, _) =>
        {
            stop.Cancel();
            return Task.FromResult(ScriptedHandler.Response(HttpStatusCode.OK, ClientFixture.Envelope("""{"logs":[]}""")));
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _fixture.Client.Containers.SyncCopiesAsync([ClientFixture.Copy], cancellationToken: stop.Token));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65)]
    public void A_concurrency_out_of_range_is_refused(int value) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SyncCopiesOptions { MaxConcurrency = value });

    private static string Page(int number, params (string Id, string? Source)[] containers) => ClientFixture.Envelope(
        $$"""{"containers":[{{string.Join(',', containers.Select(c => Listed(c.Id, c.Source)))}}],"pagination":{"page":{{number}},"totalPages":2} }""");

    private static string Listed(string id, string? source) =>
        $$"""{"id":"{{id}}","source_container_id":{{(source is null ? "null" : $"\"{source}\"")}} }""";

    /// <summary>Each sync waits until as many as are expected run at the same time.</summary>
    private sealed class MeetingContainers(int expected) : ContainersClient
    {
        private readonly Lock _lock = new();
        private TaskCompletionSource _met = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _arrived;
        private int _running;

        public int MostAtOnce { get; private set; }

        public override async Task<SyncOperation> SyncAsync(
            ContainerId copy, SyncContainerRequest? sync = null, RequestOptions? request = null, CancellationToken cancellationToken = default)
        {
            Task met;
            lock (_lock)
            {
                MostAtOnce = Math.Max(MostAtOnce, ++_running);
                met = _met.Task;
                if (++_arrived % expected == 0)
                {
                    _met.SetResult();
                    _met = new(TaskCreationOptions.RunContinuationsAsynchronously);
                }
            }

            await met;
            lock (_lock)
            {
                _running--;
            }

            return new DoneSync(copy);
        }
    }

    private sealed class DoneSync(ContainerId copy) : SyncOperation
    {
        public override Task<Container> WaitForCompletionAsync(
            OperationWaitOptions? options,
            IProgress<ContainerOperationProgress>? progress = null,
            CancellationToken cancellationToken = default) => Task.FromResult(new Container { Id = copy });
    }
}
