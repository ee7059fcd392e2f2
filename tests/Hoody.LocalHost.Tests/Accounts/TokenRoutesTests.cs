using System.Text.Json;
using Hoody.LocalHost.Tests.Fixtures;

namespace Hoody.LocalHost.Tests.Accounts;

[Collection(SharedHostGroup.Name)]
public class TokenRoutesTests(SharedHost shared)
{
    private TestHost Host => shared.Host;

    [Fact]
    public async Task A_new_tokens_secret_is_shown_once_and_opens_the_account()
    {
        ApiClient api = await Host.NewAccountAsync();
        string project = await api.NewProjectAsync();
        JsonElement token = (await api.PostAsync(
            "auth/tokens",
            """{"alias":"nightly sync","ip_whitelist":["203.0.113.0/24"],"permissions":{"containers":{"read":true}},"allow_no_realm":false}""")).Data(201);
        string secret = token.Text("token");

        Assert.StartsWith(token.Text("prefix"), secret, StringComparison.Ordinal);
        Assert.Equal(project, (await Host.As(secret).GetAsync("projects")).Data().GetProperty("projects")[0].Text("id"));
        JsonElement read = (await api.GetAsync($"auth/tokens/{token.Text("id")}")).Data();
        Assert.Equal([.. token.Keys().Except(["token"])], read.Keys());
        Assert.Equal(("nightly sync", false), (read.Text("alias"), read.GetProperty("allow_no_realm").GetBoolean()));
        Assert.True(read.GetProperty("permissions").GetProperty("containers").GetProperty("read").GetBoolean());
        Assert.DoesNotContain(secret, (await api.GetAsync("auth/tokens")).Body.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_is_bare_and_has_the_accounts_own_tokens_only()
    {
        ApiClient api = await Host.NewAccountAsync();
        (await api.PostAsync("auth/tokens", """{"alias":"second"}""")).Data(201);
        JsonElement list = (await api.GetAsync("auth/tokens")).Data();
        Assert.Equal(["", "second"], list.EnumerateArray().Select(token => token.Text("alias")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_request_learns_which_token_it_came_with()
    {
        ApiClient api = await Host.NewAccountAsync();
        JsonElement token = (await api.PostAsync("auth/tokens", """{"alias":"me"}""")).Data(201);
        JsonElement me = (await Host.As(token.Text("token")).GetAsync("auth/tokens/me")).Data();
        Assert.Equal((token.Text("id"), "me"), (me.GetProperty("token").Text("id"), me.GetProperty("token").Text("alias")));
        Assert.False(me.GetProperty("restrictions").GetProperty("has_realm_restrictions").GetBoolean());
    }

    [Fact]
    public async Task A_token_that_is_disabled_deleted_or_past_its_end_opens_nothing()
    {
        ApiClient api = await Host.NewAccountAsync();
        JsonElement token = (await api.PostAsync("auth/tokens", """{"expires_at":null}""")).Data(201);
        string path = $"auth/tokens/{token.Text("id")}";
        ApiClient holder = Host.As(token.Text("token"));

        (await api.PutAsync(path, """{"is_enabled":false}""")).Data();
        (await holder.GetAsync("projects")).Fails(401, "INVALID_TOKEN");
        (await api.PutAsync(path, """{"is_enabled":true,"expires_at":"2020-01-01T00:00:00Z"}""")).Data();
        (await holder.GetAsync("projects")).Fails(401, "TOKEN_EXPIRED");
        (await api.PutAsync(path, """{"expires_at":null}""")).Data();
        (await holder.GetAsync("projects")).Data();
        (await api.DeleteAsync(path)).HasNoData();
        (await holder.GetAsync("projects")).Fails(401, "INVALID_TOKEN");
        (await api.DeleteAsync(path)).Fails(404, "RESOURCE_NOT_FOUND");
    }

    [Fact]
    public async Task Another_accounts_token_is_not_there()
    {
        ApiClient owner = await Host.NewAccountAsync();
        string id = (await owner.PostAsync("auth/tokens")).Data(201).Text("id");
        ApiClient other = await Host.NewAccountAsync();
        (await other.GetAsync($"auth/tokens/{id}")).Fails(404, "RESOURCE_NOT_FOUND");
        (await other.PutAsync($"auth/tokens/{id}", """{"is_enabled":false}""")).Fails(404, "RESOURCE_NOT_FOUND");
        (await other.DeleteAsync($"auth/tokens/{id}")).Fails(404, "RESOURCE_NOT_FOUND");
    }

    [Theory]
    [InlineData("""{"alias":"a/b"}""", "/alias")]
    [InlineData("""{"permission_template":"root"}""", "/permission_template")]
    [InlineData("""{"permissions":[]}""", "/permissions")]
    [InlineData("""{"ip_whitelist":[1]}""", "/ip_whitelist/0")]
    [InlineData("""{"expires_at":true}""", "/expires_at")]
    public async Task A_field_that_is_not_valid_is_named(string body, string place) =>
        (await (await Host.NewAccountAsync()).PostAsync("auth/tokens", body)).FailsAt(place);

    [Fact]
    public async Task Addresses_may_be_given_as_one_text()
    {
        ApiClient api = await Host.NewAccountAsync();
        JsonElement token = (await api.PostAsync("auth/tokens", """{"ip_whitelist":"10.0.0.1, 10.1.0.0/16"}""")).Data(201);
        Assert.Equal(["10.0.0.1", "10.1.0.0/16"], token.GetProperty("ip_whitelist").EnumerateArray().Select(address => address.GetString()));
    }
}
