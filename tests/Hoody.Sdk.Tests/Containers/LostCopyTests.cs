using System.Net;
using Hoody.Sdk.Tests.Fakes;

namespace Hoody.Sdk.Tests.Containers;

/// <summary>A copy whose reply is lost is never sent again. The client's clock stands at 15:00.</summary>
public sealed class LostCopyTests : IDisposable
{
    private readonly ClientFixture _fixture = new();

    private ScriptedHandler Service => _fixture.Service;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_named_copy_is_found_by_its_name()
    {
        Lost().Reply(Listing("2025-11-09T15:00:00.000Z")).Reply(ClientFixture.ContainerJson("running"));

        CopyOperation copy = await CopyAsync();
        await copy.WaitForCompletionAsync();

        Assert.Equal(ClientFixture.Copy, copy.ContainerId);
        Assert.Single(Service.Sent, s => s.Method == "POST");
    }

    [Theory]
    [InlineData(HttpStatusCode.BadGateway)]
    [InlineData(HttpStatusCode.GatewayTimeout)]
    [InlineData(HttpStatusCode.RequestTimeout)]
    [InlineData((HttpStatusCode)524)] // a proxy's own words for what it did not wait for
    public async Task A_gateway_that_lost_the_reply_is_no_different(HttpStatusCode status)
    {
        Service.ReplyText("<html>", "text/html", status).Reply(Listing("2025-11-09T15:00:00.000Z"));
        Assert.Equal(ClientFixture.Copy, (await CopyAsync()).ContainerId);
    }

    [Fact]
    public async Task A_success_that_cannot_be_read_is_no_different()
    {
        Service.ReplyText("<html>", "text/html", HttpStatusCode.Created).Reply(Listing("2025-11-09T15:00:00.000Z"));
        Assert.Equal(ClientFixture.Copy, (await CopyAsync()).ContainerId);
    }

    [Fact]
    public async Task A_copy_that_appears_late_is_looked_for_again()
    {
        Lost().Reply(Nothing).Reply(Nothing).Reply(Listing("2025-11-09T15:00:04.000Z"));
        Assert.Equal(ClientFixture.Copy, (await CopyAsync()).ContainerId);
        Assert.Equal([1, 4], _fixture.Clock.Delays.Select(d => d.TotalSeconds));
    }

    [Fact]
    public async Task A_look_that_fails_is_no_answer_about_the_copy()
    {
        Lost().Reply(ClientFixture.Error(403, "INSUFFICIENT_PERMISSIONS", "No."), HttpStatusCode.Forbidden).Reply(Listing("2025-11-09T15:00:00.000Z"));
        Assert.Equal(ClientFixture.Copy, (await CopyAsync()).ContainerId);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.NotFound)]
    public async Task Where_no_look_is_answered_the_failure_of_the_copy_itself_is_thrown(HttpStatusCode? answer)
    {
        Lost();
        Service.Otherwise = _ => answer is { } status
            ? ScriptedHandler.Response(status, "{}")
            : throw new HttpRequestException(HttpRequestError.NameResolutionError);
        HoodyConnectionException error = await Assert.ThrowsAsync<HoodyConnectionException>(CopyAsync);
        Assert.True(error.MayHaveBeenCarriedOut);
        Assert.Single(Service.Sent, s => s.Method == "POST");
    }

    [Fact]
    public async Task An_older_copy_of_the_same_name_is_not_taken_for_the_new_one()
    {
        Lost();
        Service.Otherwise = _ => ScriptedHandler.Response(HttpStatusCode.OK, Listing("2025-11-09T14:59:00.000Z"));
        HoodyConnectionException error = await Assert.ThrowsAsync<HoodyConnectionException>(CopyAsync);
        Assert.True(error.MayHaveBeenCarriedOut);
        Assert.Single(Service.Sent, s => s.Method == "POST");
    }

    [Fact]
    public async Task Times_are_compared_by_the_services_own_clock()
    {
        // The service is an hour behind: made at its 14:00, which is our 15:00.
        Lost().Reply(Listing("2025-11-09T14:00:00.000Z"), headers: ("Date", "Sun, 09 Nov 2025 14:00:01 GMT"));
        Assert.Equal(ClientFixture.Copy, (await CopyAsync()).ContainerId);
    }

    [Fact]
    public async Task A_service_whose_clock_stands_at_the_beginning_of_time_is_looked_at_all_the_same()
    {
        Lost().Reply(Listing("0001-01-01T00:00:00.000Z"), headers: ("Date", "Mon, 01 Jan 0001 00:00:00 GMT"));
        Assert.Equal(ClientFixture.Copy, (await CopyAsync()).ContainerId);
    }

    [Fact]
    public async Task A_container_of_the_same_name_from_another_source_is_not_the_copy()
    {
        Lost();
        Service.Otherwise = _ => ScriptedHandler.Response(HttpStatusCode.OK, Listing("2025-11-09T15:00:00.000Z", source: "other"));
        await Assert.ThrowsAsync<HoodyConnectionException>(CopyAsync);
    }

    [Fact]
    public async Task A_copy_without_a_name_cannot_be_told_from_others_and_is_not_looked_for()
    {
        Lost();
        await Assert.ThrowsAsync<HoodyConnectionException>(
            () => _fixture.Client.Containers.CopyAsync(ClientFixture.Source, new CopyContainerRequest(ClientFixture.Project)));
        Assert.Equal("POST", Service.Only.Method);
    }

    [Fact]
    public async Task A_refusal_is_no_lost_reply()
    {
        Service.Reply(ClientFixture.Error(409, "CONTAINER_NAME_IN_USE", "In use"), HttpStatusCode.Conflict);
        await Assert.ThrowsAsync<ContainerNameInUseException>(CopyAsync);
        Assert.Equal("POST", Service.Only.Method);
    }

    [Fact]
    public async Task A_sources_own_key_is_refused_before_the_copy_is_asked_for()
    {
        SshPublicKey key = SshPublicKey.Parse("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMj5XgpJQjOa8z80xTNfs6WCN5TXyxEfWnMZ1hA6hv5e bob@elsewhere");
        Service.Reply(GoldenFile.Read("wire/container-get.200.json"));
        await Assert.ThrowsAsync<ArgumentException>(() => _fixture.Client.Containers.CopyAsync(
            ClientFixture.Source, new CopyContainerRequest(ClientFixture.Project) { SshPublicKey = key }));
        Assert.Equal("GET", Service.Only.Method);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.Forbidden)]
    public async Task What_is_wrong_with_the_source_the_copy_says_with_a_key_as_well(HttpStatusCode status)
    {
        SshPublicKey key = SshPublicKey.Parse("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMj5XgpJQjOa8z80xTNfs6WCN5TXyxEfWnMZ1hA6hv5e");
        Service.Reply(ClientFixture.Error((int)status, "CONTAINER_NOT_FOUND", "No."), status)
            .Reply(ClientFixture.Error(404, "SOURCE_CONTAINER_NOT_FOUND", "No."), HttpStatusCode.NotFound);
        await Assert.ThrowsAsync<SourceContainerNotFoundException>(() => _fixture.Client.Containers.CopyAsync(
            ClientFixture.Source, new CopyContainerRequest(ClientFixture.Project) { SshPublicKey = key }));
    }

    private static string Nothing => ClientFixture.Envelope("""{"containers":[],"pagination":{"totalPages":1} }""");

    private static string Listing(string createdAt, string source = ClientFixture.SourceText) => ClientFixture.Envelope(
        $$"""{"containers":[{"id":"{{ClientFixture.CopyText}}","name":"staging-api","status":"copying","source_container_id":"{{source}}","created_at":"{{createdAt}}"}],"pagination":{"totalPages":1} }""");

    private ScriptedHandler Lost() => Service.Fail(new HttpRequestException(HttpRequestError.ResponseEnded));

    private Task<CopyOperation> CopyAsync() => _fixture.Client.Containers.CopyAsync(
        ClientFixture.Source, new CopyContainerRequest(ClientFixture.Project) { Name = "staging-api" });
}
