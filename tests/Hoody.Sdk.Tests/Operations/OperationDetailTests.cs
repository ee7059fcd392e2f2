using System.Net;
using Hoody.Sdk.Tests.Fakes;

namespace Hoody.Sdk.Tests.Operations;

public sealed class OperationDetailTests : IDisposable
{
    private const string Id = ClientFixture.OperationText;

    private readonly ClientFixture _fixture = new();

    private ScriptedHandler Service => _fixture.Service;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task What_a_local_host_tells_is_read_field_by_field()
    {
        Service.Reply(GoldenFile.Read("wire/operation-detail.200.json"));

        ContainerOperationDetail detail = (await Operation(Id).GetDetailAsync())!; // null would fail the test

        Assert.Equal($"GET /local/v1/operations/{Id}", Service.Only.ToString());
        Assert.Equal((Id, "running"), (detail.OperationId, detail.Status));
        Assert.Null(detail.Error);
        Assert.Equal(
            new ContainerTransferPlan
            {
                NewFileCount = 2,
                ChangedFileCount = 5,
                ReusedFileCount = 900,
                NewChunkCount = 12,
                NewNodeCount = 3,
                NewBytes = 786432,
                ReusedChunkCount = 4096,
                ReusedBytes = 268435456,
                WireBytes = 524288,
                RoundTripCount = 7,
            },
            detail.Plan);
        Assert.Equal(new ContainerTransferProgress { DoneWireBytes = 131072, BytesPerSecond = 1048576.5, SecondsLeft = 0.375 }, detail.Progress);
        Assert.Equal(["log/app.log changed while it was read"], detail.Notices);
        Assert.Equal(new DateTimeOffset(2025, 11, 9, 15, 4, 6, TimeSpan.Zero), detail.StartedAt);
        Assert.Null(detail.FinishedAt);
        Assert.Equal("sync", detail.AdditionalProperties["kind"].GetString());
    }

    [Fact]
    public async Task A_plan_of_a_host_that_counts_no_files_has_none()
    {
        Service.Reply(ClientFixture.Envelope("""{"status":"running","plan":{"chunks_new":1,"wire_bytes":2},"progress":{"wire_bytes_done":1}}"""));

        ContainerOperationDetail detail = (await Operation(Id).GetDetailAsync())!; // null would fail the test

        Assert.Equal(new ContainerTransferPlan { NewChunkCount = 1, WireBytes = 2 }, detail.Plan);
        Assert.Null(detail.Progress?.SecondsLeft);
    }

    [Fact]
    public async Task A_failure_has_its_cause_and_what_is_not_known_is_kept()
    {
        Service.Reply(ClientFixture.Envelope(
            """{"status":"failed","error":{"code":"peer-lost","message":"gone","peer":"node-asia"},"notices":null,"later":{"a":1}}"""));

        ContainerOperationDetail detail = (await Operation(Id).GetDetailAsync())!; // null would fail the test

        Assert.Equal(("peer-lost", "gone"), (detail.Error!.Code, detail.Error.Message));
        Assert.Equal("node-asia", detail.Error.AdditionalProperties["peer"].GetString());
        Assert.Equal(1, detail.AdditionalProperties["later"].GetProperty("a").GetInt32());
        Assert.Empty(detail.Notices);
        Assert.Null(detail.FileCount);
    }

    [Theory]
    [InlineData("""{"statusCode":404,"error":"Not Found","message":"Cannot GET /local/v1/operations"}""", "application/json")]
    [InlineData("<html><body>404</body></html>", "text/html")]
    [InlineData("", "text/plain")]
    public async Task A_service_without_the_route_is_asked_once_and_tells_nothing(string body, string mediaType)
    {
        Service.ReplyText(body, mediaType, HttpStatusCode.NotFound);
        Assert.Null(await Operation(Id).GetDetailAsync());
        Assert.Single(Service.Sent);
        Assert.Empty(_fixture.Clock.Delays);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../../api/v1/containers")]
    [InlineData("a?b")]
    public async Task Without_an_id_that_fits_a_path_nothing_is_sent(string? id)
    {
        Assert.Null(await Operation(id).GetDetailAsync());
        Assert.Empty(Service.Sent);
    }

    [Theory]
    [InlineData("<html>a page of a proxy</html>")]
    [InlineData("""{"statusCode":200,"message":"ok"}""")]
    [InlineData("""{"statusCode":200,"data":{"plan":{"wire_bytes":"many"}}}""")]
    [InlineData("""{"statusCode":200,"data":{"plan":{"wire_bytes":1}""")]
    public async Task What_cannot_be_read_is_a_failure_of_its_own(string body)
    {
        Service.Reply(body);
        await Assert.ThrowsAsync<HoodySerializationException>(() => Operation(Id).GetDetailAsync());
        Assert.Single(Service.Sent);
    }

    [Fact]
    public async Task A_passing_failure_is_not_repeated_and_says_nothing_about_the_operation()
    {
        Service.Reply(ClientFixture.Error(503, "Service Unavailable", "Busy."), HttpStatusCode.ServiceUnavailable);
        ContainerOperation operation = Operation(Id);

        await Assert.ThrowsAsync<HoodyApiException>(() => operation.GetDetailAsync());

        Assert.Single(Service.Sent);
        Assert.Equal(0, operation.LastProgress.Sequence);
        Assert.False(operation.HasCompleted);
    }

    private ContainerOperation Operation(string? id) => _fixture.Client.ResumeOperation(ClientFixture.SyncToken(id));
}
