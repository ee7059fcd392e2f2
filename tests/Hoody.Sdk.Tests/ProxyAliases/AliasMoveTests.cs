using System.Net;
using Hoody.Sdk.Tests.Fakes;

namespace Hoody.Sdk.Tests.ProxyAliases;

/// <summary>The service can neither change an alias's container nor hold a name twice, so a move is a deletion and a creation.</summary>
public sealed class AliasMoveTests : IDisposable
{
    private static readonly ProxyAliasId Old = new("aa0000000000000000000009");

    private readonly ClientFixture _fixture = new();

    private ScriptedHandler Service => _fixture.Service;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_move_keeps_all_but_the_container()
    {
        Ready().Deleted().Created(ClientFixture.CopyText);

        ProxyAliasMove move = await MoveAsync();

        Assert.Equal(ClientFixture.Copy, move.Alias.ContainerId);
        Assert.Equal(["GET", "GET", "DELETE", "POST"], Service.Sent.Select(s => s.Method));
        Assert.Equal(
            $$"""{"container_id":"{{ClientFixture.CopyText}}","alias":"prod","program":"web","index":1,"target_path":"/","allow_path_override":true,"enabled":true}""",
            Service.Sent[^1].Body);
    }

    [Fact]
    public async Task The_gap_is_the_time_from_the_deletion_to_the_creation()
    {
        Ready().Deleted();
        Service.Then((_, _) =>
        {
            _fixture.Clock.Advance(TimeSpan.FromSeconds(3));
            return Task.FromResult(ScriptedHandler.Response(HttpStatusCode.Created, Alias(ClientFixture.CopyText)));
        });
        Assert.Equal(TimeSpan.FromSeconds(3), (await MoveAsync()).Gap);
    }

    [Fact]
    public async Task A_container_that_does_not_run_is_refused_before_anything_is_deleted()
    {
        Service.Reply(ClientFixture.ContainerJson("copying"));
        await Assert.ThrowsAsync<InvalidOperationException>(MoveAsync);
        Assert.Equal("GET", Service.Only.Method);
    }

    [Fact]
    public async Task A_status_cannot_write_lines_of_its_own()
    {
        Service.Reply(ClientFixture.ContainerJson("stopped\\nall is well"));
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(MoveAsync);
        Assert.Contains("'stopped all is well'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("container_id", "program")]
    [InlineData("program", "alias")]
    [InlineData("alias", "container_id")]
    public async Task An_alias_that_could_not_be_made_again_is_not_deleted(string first, string second)
    {
        Service.Reply(ClientFixture.ContainerJson("running"))
            .Reply(ClientFixture.Envelope($$"""{"id":"bb01","{{first}}":"abcdef","{{second}}":"abcdef"}"""));
        await Assert.ThrowsAsync<HoodySerializationException>(MoveAsync);
        Assert.Equal(["GET", "GET"], Service.Sent.Select(s => s.Method));
    }

    [Fact]
    public async Task A_creation_that_is_refused_puts_the_alias_back()
    {
        Ready().Deleted();
        Service.Reply(GoldenFile.Read("wire/error-alias-in-use.409.json"), HttpStatusCode.Conflict);
        Created(ClientFixture.SourceText);

        ProxyAliasMoveException error = await Assert.ThrowsAsync<ProxyAliasMoveException>(MoveAsync);

        Assert.Equal(ClientFixture.Source, error.RestoredAlias!.ContainerId);
        Assert.Contains(ClientFixture.SourceText, Service.Sent[^1].Body, StringComparison.Ordinal);
        Assert.IsType<HoodyConflictException>(error.InnerException);
    }

    [Fact]
    public async Task An_alias_that_cannot_be_put_back_is_given_to_the_caller()
    {
        Ready().Deleted();
        string taken = GoldenFile.Read("wire/error-alias-in-use.409.json");
        Service.Reply(taken, HttpStatusCode.Conflict).Reply(taken, HttpStatusCode.Conflict);

        ProxyAliasMoveException error = await Assert.ThrowsAsync<ProxyAliasMoveException>(MoveAsync);

        Assert.Null(error.RestoredAlias);
        Assert.Equal("prod", error.Definition.Alias);
        Assert.Equal(ClientFixture.Source, error.Definition.ContainerId);
    }

    [Fact]
    public async Task A_creation_whose_reply_is_lost_is_looked_for()
    {
        Ready().Deleted();
        Service.Fail(new HttpRequestException(HttpRequestError.ResponseEnded)).Reply(ClientFixture.Envelope(
            $$"""{"aliases":[{"id":"bb01","alias":"prod","container_id":"{{ClientFixture.CopyText}}"}],"count":1}"""));
        Assert.Equal("bb01", (await MoveAsync()).Alias.Id.Value);
        Assert.Single(Service.Sent, s => s.Method == "POST");
    }

    [Theory]
    [InlineData(HttpStatusCode.GatewayTimeout)]
    [InlineData(HttpStatusCode.Created)]
    public async Task A_creation_whose_reply_a_gateway_lost_is_looked_for_too(HttpStatusCode status)
    {
        Ready().Deleted();
        Service.ReplyText("<html>", "text/html", status).Reply(ClientFixture.Envelope(
            $$"""{"aliases":[{"id":"bb01","alias":"prod","container_id":"{{ClientFixture.CopyText}}"}],"count":1}"""));
        Assert.Equal("bb01", (await MoveAsync()).Alias.Id.Value);
        Assert.Single(Service.Sent, s => s.Method == "POST");
    }

    [Fact]
    public async Task A_deletion_that_a_gateway_answers_for_each_time_is_looked_for()
    {
        Ready();
        for (int attempt = 0; attempt < 4; attempt++)
        {
            Service.ReplyText("<html>", "text/html", HttpStatusCode.BadGateway);
        }

        Service.Reply(ClientFixture.Error(404, "Not Found", "Alias not found"), HttpStatusCode.NotFound);
        Created(ClientFixture.CopyText);
        Assert.Equal(ClientFixture.Copy, (await MoveAsync()).Alias.ContainerId);
    }

    [Fact]
    public async Task Cancelling_after_the_deletion_does_not_leave_the_name_free()
    {
        using CancellationTokenSource stop = new();
        Ready();
        Service.Then((_, _) =>
        {
            stop.Cancel();
            return Task.FromResult(ScriptedHandler.Response(HttpStatusCode.OK, GoldenFile.Read("wire/alias-delete.200.json")));
        });
        Created(ClientFixture.CopyText);
        ProxyAliasMove move = await _fixture.Client.ProxyAliases.MoveAsync(Old, ClientFixture.Copy, cancellationToken: stop.Token);
        Assert.Equal(ClientFixture.Copy, move.Alias.ContainerId);
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("-abc")]
    [InlineData("Prod")]
    public void A_name_that_no_alias_can_have_is_refused(string name) =>
        Assert.Throws<ArgumentException>(() => new UpdateProxyAliasRequest { Alias = name });

    [Fact]
    public void A_target_that_leads_nowhere_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ProxyTarget.Http(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => ProxyTarget.Service("web", 0));
        Assert.Throws<InvalidOperationException>(() => default(ProxyTarget).Program);
    }

    private Task<ProxyAliasMove> MoveAsync() => _fixture.Client.ProxyAliases.MoveAsync(Old, ClientFixture.Copy);

    private AliasMoveTests Ready()
    {
        Service.Reply(ClientFixture.ContainerJson("running")).Reply(GoldenFile.Read("wire/alias.200.json"));
        return this;
    }

    private AliasMoveTests Deleted()
    {
        Service.Reply(GoldenFile.Read("wire/alias-delete.200.json"));
        return this;
    }

    private void Created(string container) => Service.Reply(Alias(container), HttpStatusCode.Created);

    private static string Alias(string container) => ClientFixture.Envelope($$"""{"id":"bb01","alias":"prod","container_id":"{{container}}"}""");
}
