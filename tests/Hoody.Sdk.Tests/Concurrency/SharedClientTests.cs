using System.Net;
using Hoody.Sdk.Tests.Fakes;

namespace Hoody.Sdk.Tests.Concurrency;

/// <summary>Fifty threads on one client.</summary>
public sealed class SharedClientTests : IDisposable
{
    private const int ThreadCount = 50;
    private const int RoundsPerThread = 20;

    private readonly ClientFixture _fixture = new(credential: HoodyCredential.FromLogin("alice", "secret"));
    private readonly ManyAccountsService _service = new();

    public SharedClientTests() => _fixture.Service.Otherwise = _service.Answer;

    private ContainersClient Containers => _fixture.Client.Containers;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Each_gets_the_replies_to_its_own_requests()
    {
        await OnThreadsAsync(async thread =>
        {
            for (int round = 0; round < RoundsPerThread; round++)
            {
                ContainerId id = new($"c-{thread}-{round}");
                Assert.Equal(id, (await Containers.GetAsync(id)).Id);

                CopyOperation copy = await Containers.CopyAsync(id, new CopyContainerRequest(ClientFixture.Project));
                Container made = await copy.WaitForCompletionAsync();
                Assert.Equal(($"copy-of-{id}", id), (made.Id.Value, made.SourceContainerId));

                ProjectId project = new($"p-{thread}-{round}");
                Container[] listed = await Containers.ListAsync(new ListContainersOptions { ProjectId = project }).ToArrayAsync();
                Assert.Equal([$"{project}-1", $"{project}-2"], listed.Select(c => c.Id.Value));
            }
        });
    }

    [Fact]
    public async Task They_sign_in_once_and_refresh_once_each_time_their_token_is_refused()
    {
        await OnThreadsAsync(_ => GetAsync());
        Assert.Equal((1, 0), (_service.Logins, _service.Refreshes));

        for (int turn = 1; turn <= 3; turn++)
        {
            _service.RefuseTokens();
            await OnThreadsAsync(_ => GetAsync());
            Assert.Equal((1, turn), (_service.Logins, _service.Refreshes));
        }
    }

    [Fact]
    public async Task One_who_cancels_while_all_wait_for_a_token_cancels_for_nobody_else()
    {
        using CancellationTokenSource cancel = new();
        TaskCompletionSource isSigningIn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _fixture.Service.Then(async (request, token) =>
        {
            isSigningIn.SetResult();
            await Task.Delay(Timeout.Infinite, token);
            throw new InvalidOperationException("the login was not given up");
        });

        Task<Container> first = Containers.GetAsync(ClientFixture.Copy, cancellationToken: cancel.Token);
        await isSigningIn.Task;
        Task<Container>[] others = [.. Enumerable.Range(0, ThreadCount).Select(_ => Containers.GetAsync(ClientFixture.Copy))];
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.All(await Task.WhenAll(others), container => Assert.Equal(ClientFixture.Copy, container.Id));
        Assert.Equal(1, _service.Logins); // of those that were answered
    }

    private Task<Container> GetAsync() => Containers.GetAsync(ClientFixture.Copy);

    /// <summary>Runs the work on threads of its own that begin together.</summary>
    private static async Task OnThreadsAsync(Func<int, Task> work)
    {
        using Barrier start = new(ThreadCount);
        await Task.WhenAll(Enumerable.Range(0, ThreadCount).Select(thread => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                work(thread).GetAwaiter().GetResult();
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));
    }

    /// <summary>Answers by what is asked, so that a reply that reached the wrong caller shows.</summary>
    private sealed class ManyAccountsService
    {
        private int _generation = 1;
        private int _logins;
        private int _refreshes;

        public int Logins => Volatile.Read(ref _logins);

        public int Refreshes => Volatile.Read(ref _refreshes);

        public void RefuseTokens() => Interlocked.Increment(ref _generation);

        public HttpResponseMessage Answer(HttpRequestMessage request)
        {
            string[] path = request.RequestUri!.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
            if (path[^1] is "login" or "refresh")
            {
                Interlocked.Increment(ref path[^1] == "login" ? ref _logins : ref _refreshes);
                return Ok($$"""{"token":"token-{{Volatile.Read(ref _generation)}}","refreshToken":"refresh","expires_in":86400}""");
            }

            if (request.Headers.Authorization!.Parameter != $"token-{Volatile.Read(ref _generation)}")
            {
                return ScriptedHandler.Response(HttpStatusCode.Unauthorized, ClientFixture.Error(401, "TOKEN_EXPIRED", "Token expired"));
            }

            return Ok(path switch
            {
                [.., "containers", var id, "copy"] => Container($"copy-of-{id}", "copying", id),
                [.., "projects", var project, "containers"] => Page(project, request.RequestUri.Query),
                [.., var id] => Container(id, "running", id.Replace("copy-of-", "", StringComparison.Ordinal)),
                _ => throw new InvalidOperationException($"nothing is at {request.RequestUri}"),
            });
        }

        private static string Page(string project, string query)
        {
            int page = query.Contains("page=2", StringComparison.Ordinal) ? 2 : 1;
            return $$"""{"containers":[{"id":"{{project}}-{{page}}"}],"pagination":{"total":2,"totalPages":2} }""";
        }

        private static string Container(string id, string status, string source) =>
            $$"""{"id":"{{id}}","status":"{{status}}","source_container_id":"{{source}}"}""";

        private static HttpResponseMessage Ok(string data) => ScriptedHandler.Response(HttpStatusCode.OK, ClientFixture.Envelope(data));
    }
}
