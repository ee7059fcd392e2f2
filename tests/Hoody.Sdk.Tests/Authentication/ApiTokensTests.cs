using System.Net;
using System.Text.Json;
using Hoody.Sdk.Tests.Fakes;

namespace Hoody.Sdk.Tests.Authentication;

/// <summary>Long-lived tokens, against files written from the service's contract.</summary>
public sealed class ApiTokensTests : IDisposable
{
    private const string SecretText = "hdy_canary_of_a_new_token";

    private static readonly ApiTokenId SomeToken = new("aa0000000000000000000007");

    private readonly ClientFixture _fixture = new();

    private ApiTokensClient Tokens => _fixture.Client.ApiTokens;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_token_is_read_field_by_field()
    {
        Answer("token.200.json");
        ApiToken token = await Tokens.GetAsync(SomeToken);

        Assert.Equal((SomeToken, "nightly sync", "hdy_abcd"), (token.Id, token.Alias, token.Prefix));
        Assert.Null(token.Secret);
        Assert.Equal(["203.0.113.0/24"], token.IpWhitelist);
        Assert.Equal(["507f1f77bcf86cd799439011"], token.RealmIds);
        Assert.True(token.Permissions!.Value.GetProperty("containers").GetProperty("read").GetBoolean());
        Assert.Equal((false, true), (token.AllowNoRealm, token.IsEnabled));
        Assert.Equal(new DateTimeOffset(2026, 12, 31, 0, 0, 0, TimeSpan.Zero), token.ExpiresAt);
        Assert.Null(token.LastUsedAt);
        Assert.Equal(token.CreatedAt, token.UpdatedAt);
        Assert.Equal(["vault_access"], token.AdditionalProperties.Keys);
    }

    [Fact]
    public async Task A_new_tokens_secret_is_shown_and_told_nowhere_else()
    {
        Answer("token-create.201.json", HttpStatusCode.Created);
        ApiToken token = await Tokens.CreateAsync(new CreateApiTokenRequest());

        Assert.Equal(SecretText, token.Secret!.Value.Value);
        string json = JsonSerializer.Serialize(token, HoodyJsonContext.Default.ApiToken);
        Assert.Contains("hdy_abcd", json, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", json + token, StringComparison.Ordinal);
        Assert.DoesNotContain("token", token.AdditionalProperties.Keys);
    }

    [Fact]
    public async Task Tokens_are_listed()
    {
        Answer("tokens-list.200.json");
        ApiToken[] tokens = await Tokens.ListAsync().ToArrayAsync();
        Assert.Equal([SomeToken, new ApiTokenId("aa0000000000000000000008")], tokens.Select(t => t.Id));
        Assert.Empty(tokens[1].IpWhitelist);
    }

    [Fact]
    public async Task The_clients_own_token_is_read()
    {
        Answer("token-me.200.json");
        Assert.Equal("nightly sync", (await Tokens.GetCurrentAsync()).Alias);
    }

    [Fact]
    public async Task A_creation_whose_reply_is_lost_is_not_repeated()
    {
        _fixture.Service.Fail(new HttpRequestException(HttpRequestError.ResponseEnded));
        HoodyConnectionException error = await Assert.ThrowsAsync<HoodyConnectionException>(
            () => Tokens.CreateAsync(new CreateApiTokenRequest()));
        Assert.True(error.MayHaveBeenCarriedOut);
        Assert.Single(_fixture.Service.Sent);
    }

    [Fact]
    public async Task Requests_that_contradict_themselves_are_refused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Tokens.CreateAsync(
            new CreateApiTokenRequest { PermissionTemplate = "read_only", Permissions = JsonElement.Parse("{}") }));
        await Assert.ThrowsAsync<ArgumentException>(() => Tokens.UpdateAsync(
            SomeToken, new UpdateApiTokenRequest { RemoveExpiry = true, ExpiresAt = DateTimeOffset.UnixEpoch }));
        await Assert.ThrowsAsync<ArgumentException>(() => _fixture.Client.Projects.UpdateAsync(
            ClientFixture.Project, new UpdateProjectRequest { Alias = "a", RemoveMaxContainers = true, MaxContainers = 1 }));
        Assert.Empty(_fixture.Service.Sent);
    }

    private void Answer(string file, HttpStatusCode status = HttpStatusCode.OK) => _fixture.Service.Reply(GoldenFile.Read("wire/" + file), status);
}
