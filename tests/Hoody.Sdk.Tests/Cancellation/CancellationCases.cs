using System.Net;
using Hoody.Sdk.Tests.Fakes;

namespace Hoody.Sdk.Tests.Cancellation;

/// <summary>All the client's ways to wait, by name.</summary>
internal static class CancellationCases
{
    private static readonly string TooBusy = ClientFixture.Error(503, "Service Unavailable", "Busy.");
    private static readonly string Refused = ClientFixture.Error(401, "TOKEN_EXPIRED", "Token expired");
    private static readonly string Running = ClientFixture.ContainerJson("running", "2025-11-09T14:00:00Z");
    private static readonly string Later = ClientFixture.ContainerJson("running", "2025-11-09T15:00:01Z");
    private static readonly string Copying = ClientFixture.ContainerJson("copying");
    private static readonly string NoLog = ClientFixture.Envelope("""{"logs":[]}""");
    private static readonly string SyncAccepted = ClientFixture.Envelope("""{"status":"syncing"}""");
    private static readonly string SnapshotMade = ClientFixture.Envelope("""{"snapshot":{"name":"a1"}}""");
    private static readonly string Restored = ClientFixture.Envelope("""{"success":true}""");

    public static IReadOnlyDictionary<string, CancellationCase> All { get; } = new Dictionary<string, CancellationCase>
    {
        ["one request"] = CancellationCase.Of(s => s.Reply(Running), GetAsync),
        ["retries"] = CancellationCase.Of(s => s.Busy().Fail(new IOException("reset")).Busy().Reply(Running), GetAsync),
        ["a retry after a time"] = CancellationCase.Of(s => s.Reply("{}", (HttpStatusCode)429, ("Retry-After", "7")).Reply(Running), GetAsync),
        ["a refresh"] = CancellationCase.Of(s => s.Reply(Refused, HttpStatusCode.Unauthorized).Reply(Running), GetAsync),
        ["a login"] = CancellationCase.Of(s => s.Reply(GoldenFile.Read("wire/login.200.json")).Reply(Running), GetAsync) with { Credential = Login },
        ["a login's refresh"] = CancellationCase.Of(
            s => s.Reply(GoldenFile.Read("wire/login.200.json")).Reply(Refused, HttpStatusCode.Unauthorized)
                .Reply(Refused, HttpStatusCode.Unauthorized).Reply(GoldenFile.Read("wire/login.200.json").Replace("access-1", "access-2", StringComparison.Ordinal)).Reply(Running),
            GetAsync) with { Credential = Login },
        ["what is not modelled"] = CancellationCase.Of(s => s.Reply(Running), SendAsync),
        ["a copy"] = CancellationCase.Of(s => s.Reply(Copying), (client, token) => client.Containers.CopyAsync(
            ClientFixture.Source, new CopyContainerRequest(ClientFixture.Project), cancellationToken: token)),
        ["a copy with a key"] = CancellationCase.Of(s => s.Reply(Running).Reply(Copying), (client, token) => client.Containers.CopyAsync(
            ClientFixture.Source, new CopyContainerRequest(ClientFixture.Project) { SshPublicKey = Key }, cancellationToken: token)),
        ["a copy whose reply is lost"] = CancellationCase.Of(
            s => s.Fail(new HttpRequestException(HttpRequestError.ResponseEnded)).Reply(Page(1)).Reply(Page(1)).Reply(Page(1, Found)),
            (client, token) => client.Containers.CopyAsync(
                ClientFixture.Source, new CopyContainerRequest(ClientFixture.Project) { Name = "lost" }, cancellationToken: token)),
        ["a sync"] = CancellationCase.Of(
            s => s.Reply(NoLog).Reply(Running).Reply(SyncAccepted), (client, token) => client.Containers.SyncAsync(ClientFixture.Copy, cancellationToken: token)),
        ["a wait for a sync"] = new CancellationCase
        {
            Script = s => s.Reply(NoLog).Reply(Running).Reply(SyncAccepted).Reply(Running).Reply(NoLog).Reply(Later),
            Prepare = async client =>
            {
                SyncOperation sync = await client.Containers.SyncAsync(ClientFixture.Copy);
                return sync.WaitForCompletionAsync;
            },
        },
        ["a wait"] = CancellationCase.OfCopy(s => s.Reply(Copying).Busy().Reply(Copying).Reply(Running), (copy, token) => copy.WaitForCompletionAsync(token)),
        ["a wait with a limit"] = CancellationCase.OfCopy(
            s => s.Reply(Copying).Reply(Running),
            (copy, token) => copy.WaitForCompletionAsync(new OperationWaitOptions { Timeout = TimeSpan.FromMinutes(2) }, null, token)),
        ["watching by the call's token"] = CancellationCase.OfCopy(
            s => s.Reply(Copying).Reply(Running), async (copy, token) => await copy.WatchAsync(null, token).CountAsync(CancellationToken.None)),
        ["watching by the loop's token"] = CancellationCase.OfCopy(
            s => s.Reply(Copying).Reply(Running), async (copy, token) => await copy.WatchAsync().CountAsync(token)),
        ["a look"] = CancellationCase.OfCopy(s => s.Reply(Copying), async (copy, token) => await copy.RefreshAsync(token)),
        ["an operation's detail"] = CancellationCase.Of(
            s => s.Reply(GoldenFile.Read("wire/operation-detail.200.json")),
            (client, token) => client.ResumeOperation(ClientFixture.SyncToken(ClientFixture.OperationText)).GetDetailAsync(token)),
        ["a listing by the call's token"] = CancellationCase.Of(
            ThreePages, async (client, token) => await client.Containers.ListAsync(cancellationToken: token).CountAsync(CancellationToken.None)),
        ["a listing by the loop's token"] = CancellationCase.Of(
            ThreePages, async (client, token) => await client.Containers.ListAsync().CountAsync(token)),
        ["a listing by both tokens"] = CancellationCase.Of(ThreePages, async (client, token) =>
        {
            using CancellationTokenSource other = new();
            await client.Containers.ListAsync(cancellationToken: other.Token).CountAsync(token);
        }),
        ["pages"] = CancellationCase.Of(
            ThreePages, async (client, token) => await client.Containers.ListAsync().AsPages().CountAsync(token)),
        ["copies of a container"] = CancellationCase.Of(
            ThreePages, async (client, token) => await client.Containers.FindCopiesAsync(ClientFixture.Source, null, token).CountAsync(CancellationToken.None)),
        ["a lineage"] = CancellationCase.Of(ThreePages, (client, token) => client.Containers.GetLineageAsync(null, token)),
        ["syncs of all copies"] = CancellationCase.Of(
            s => s.Reply(Page(1, "b", "c")).Reply(NoLog).Reply(Running).Reply(SyncAccepted).Reply(Later)
                .Reply(NoLog).Reply(Running).Reply(SyncAccepted).Reply(Later),
            (client, token) => client.Containers.SyncAllCopiesAsync(
                ClientFixture.Source, new SyncCopiesOptions { MaxConcurrency = 1 }, cancellationToken: token)),
        ["a sync if the source changed"] = CancellationCase.Of(
            s => s.Reply(Running).Reply(NoLog).Reply(NoLog).Reply(Running).Reply(SyncAccepted),
            (client, token) => client.Containers.SyncIfSourceChangedAsync(ClientFixture.Copy, cancellationToken: token)),
        ["a snapshot and a sync"] = CancellationCase.Of(
            s => s.Reply(SnapshotMade).Reply(NoLog).Reply(Running).Reply(SyncAccepted).Reply(Later),
            (client, token) => client.Containers.SnapshotThenSyncAsync(ClientFixture.Copy, cancellationToken: token)),
        ["a sync that is undone"] = CancellationCase.Of(
            s => s.Reply(SnapshotMade).Reply(NoLog).Reply(Running).Reply(SyncAccepted).Reply(Copying)
                .Reply(ClientFixture.ContainerJson("failed")).Reply(Restored).Reply(Running),
            UndoAsync),
        ["a restore"] = CancellationCase.Of(s => s.Reply(Restored), (client, token) => client.Snapshots.RestoreAsync(ClientFixture.Copy, "a1", null, token)),
        ["a deletion"] = CancellationCase.Of(
            s => s.Fail(new HttpRequestException(HttpRequestError.ResponseEnded)).Reply("{}"),
            (client, token) => client.Containers.DeleteAsync(ClientFixture.Copy, cancellationToken: token)),
    };

    private static SshPublicKey Key { get; } = SshPublicKey.Parse(
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f");

    private const string Found = "lost";

    private static Task GetAsync(HoodyClient client, CancellationToken token) =>
        client.Containers.GetAsync(ClientFixture.Copy, cancellationToken: token);

    private static async Task SendAsync(HoodyClient client, CancellationToken token)
    {
        using StringContent content = new("{}");
        await client.SendAsync(HttpMethod.Put, "/api/v1/containers/a/notes", HoodyJsonContext.Default.Container, content, null, token);
    }

    private static async Task UndoAsync(HoodyClient client, CancellationToken token)
    {
        try
        {
            await client.Containers.SnapshotThenSyncAsync(ClientFixture.Copy, cancellationToken: token);
            Assert.Fail("The sync was not undone.");
        }
        catch (SyncUndoneException)
        {
            // As it should be, where nothing was cancelled.
        }
    }

    private static HoodyCredential Login() => HoodyCredential.FromLogin("alice", "secret");

    private static ScriptedHandler Busy(this ScriptedHandler service) => service.Reply(TooBusy, HttpStatusCode.ServiceUnavailable);

    private static void ThreePages(ScriptedHandler service) => service.Reply(Page(3, "a")).Reply(Page(3, "b")).Reply(Page(3, "c"));

    private static string Page(int totalPages, params string[] ids)
    {
        string items = string.Join(',', ids.Select(id =>
            $$"""{"id":"{{id}}","name":"{{id}}","source_container_id":"{{ClientFixture.SourceText}}","created_at":"2025-11-09T15:00:00Z"}"""));
        return ClientFixture.Envelope($$"""{"containers":[{{items}}],"pagination":{"total":9,"totalPages":{{totalPages}}} }""");
    }
}
