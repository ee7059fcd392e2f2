using System.Text.Json;
using Hoody.LocalHost.Tests.Fixtures;

namespace Hoody.LocalHost.Tests.ProxyAliases;

[Collection(SharedHostGroup.Name)]
public class AliasRoutesTests(SharedHost shared)
{
    private static readonly string[] Keys =
    [
        "alias", "allow_path_override", "container_id", "created_at", "enabled", "expires_at", "id", "index", "program", "project_id",
        "server_id", "server_name", "target_path", "updated_at", "url", "user_id",
    ];

    private TestHost Host => shared.Host;

    [Fact]
    public async Task A_new_alias_has_the_contracts_fields_and_its_defaults()
    {
        (ApiClient api, _, string container) = await NewAsync();
        JsonElement alias = (await api.PostAsync(
            "proxy/aliases", $$"""{"container_id":"{{container}}","alias":"fields","program":"web","target_path":"start"}""")).Data(201);

        Assert.Equal(Keys, alias.Keys());
        Assert.Equal(("fields", "web", 1, "/start"), (alias.Text("alias"), alias.Text("program"), alias.Number("index"), alias.Text("target_path")));
        Assert.True(alias.GetProperty("allow_path_override").GetBoolean());
        Assert.True(alias.GetProperty("enabled").GetBoolean());
        Assert.True(alias.IsNull("expires_at"));
        Assert.Equal("https://fields.node-us.containers.localhost", alias.Text("url"));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("false")]
    public async Task An_alias_without_a_name_gets_a_random_one(string name)
    {
        (ApiClient api, _, string container) = await NewAsync();
        JsonElement alias = (await api.PostAsync(
            "proxy/aliases", $$"""{"container_id":"{{container}}","alias":{{name}},"program":"web"}""")).Data(201);
        Assert.Matches("^[0-9a-f]{48}$", alias.Text("alias"));
    }

    [Theory]
    [InlineData("""{"program":"web","port":8080}""", "http-8080")]
    [InlineData("""{"program":"https","port":8443}""", "https-8443")]
    [InlineData("""{"program":"http-3000"}""", "http-3000")]
    public async Task A_port_goes_before_the_program(string fields, string program)
    {
        (ApiClient api, _, string container) = await NewAsync();
        JsonElement alias = (await api.PostAsync("proxy/aliases", fields.Replace("{", $"{{\"container_id\":\"{container}\",", StringComparison.Ordinal)))
            .Data(201);
        Assert.Equal(program, alias.Text("program"));
    }

    [Fact]
    public async Task Get_names_project_and_container()
    {
        (ApiClient api, string project, string container) = await NewAsync();
        string id = await NewAliasAsync(api, container, "named");
        JsonElement alias = (await api.GetAsync($"proxy/aliases/{id}")).Data();
        Assert.Equal([.. Keys.Append("project").Append("container").Order(StringComparer.Ordinal)], alias.Keys());
        Assert.Equal((project, "production"), (alias.GetProperty("project").Text("id"), alias.GetProperty("project").Text("alias")));
        Assert.Equal((container, "source"), (alias.GetProperty("container").Text("id"), alias.GetProperty("container").Text("name")));
    }

    [Fact]
    public async Task The_list_is_filtered_by_container_state_and_end()
    {
        (ApiClient api, string project, string container) = await NewAsync();
        await NewAliasAsync(api, container, "plain");
        await NewAliasAsync(api, container, "off", ",\"enabled\":false");
        await NewAliasAsync(api, container, "over", ",\"expires_at\":\"2020-01-01T00:00:00Z\"");

        Assert.Equal(["off", "over", "plain"], await NamesAsync(api, ""));
        Assert.Equal(["over", "plain"], await NamesAsync(api, "?enabled=true"));
        Assert.Equal(["over"], await NamesAsync(api, "?expired=true"));
        Assert.Equal(["off"], await NamesAsync(api, $"?container_id={container}&project_id={project}&enabled=false&expired=false"));
        Assert.Empty(await NamesAsync(api, $"?container_id={Scenes.UnknownId}"));
        Assert.Empty(await NamesAsync(api, $"?realm_id={Scenes.UnknownId}"));
        (await api.GetAsync("proxy/aliases?enabled=maybe")).Fails(400, "INVALID_PARAMETER_VALUE");
    }

    [Fact]
    public async Task A_name_is_one_on_its_server_whoever_has_it()
    {
        (ApiClient api, _, string container) = await NewAsync();
        (ApiClient other, _, string theirs) = await NewAsync();
        await NewAliasAsync(other, theirs, "taken-on-the-server");
        Answer answer = await api.PostAsync(
            "proxy/aliases", $$"""{"container_id":"{{container}}","alias":"taken-on-the-server","program":"web"}""");

        answer.Fails(409, "ALIAS_IN_USE");
        Assert.Equal("ALIAS_IN_USE", answer.Body.Text("error"));
        JsonElement place = answer.Body.GetProperty("data");
        Assert.Equal(("alias", "taken-on-the-server", "server"), (place.Text("field"), place.Text("value"), place.Text("scope")));
    }

    [Fact]
    public async Task A_name_is_one_in_its_account_on_whatever_server()
    {
        (ApiClient api, string project, string container) = await NewAsync();
        await NewAliasAsync(api, container, "taken-in-the-account");
        string europe = await api.NewCopyAsync(container, project, more: $",\"target_server_id\":\"{await api.ServerAsync("node-eu")}\"");
        Answer answer = await api.PostAsync(
            "proxy/aliases", $$"""{"container_id":"{{europe}}","alias":"taken-in-the-account","program":"web"}""");

        answer.Fails(409, "ALIAS_IN_USE");
        Assert.Equal("account", answer.Body.GetProperty("data").Text("scope"));
    }

    [Fact]
    public async Task A_deleted_alias_leaves_its_name_to_others()
    {
        (ApiClient api, _, string container) = await NewAsync();
        string id = await NewAliasAsync(api, container, "passed-on");
        (await api.DeleteAsync($"proxy/aliases/{id}")).HasNoData();
        (await api.GetAsync($"proxy/aliases/{id}")).Fails(404, "RESOURCE_NOT_FOUND");
        (await api.DeleteAsync($"proxy/aliases/{id}")).Fails(404, "RESOURCE_NOT_FOUND");
        await NewAliasAsync(api, container, "passed-on");
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("-abc")]
    [InlineData("abc-")]
    [InlineData("Abc")]
    [InlineData("a.b.c")]
    [InlineData("containers")]
    [InlineData("proxy-mine")]
    public async Task A_name_that_no_alias_can_have_is_refused(string name)
    {
        (ApiClient api, _, string container) = await NewAsync();
        (await api.PostAsync("proxy/aliases", $$"""{"container_id":"{{container}}","alias":"{{name}}","program":"web"}"""))
            .Fails(400, "INVALID_ALIAS_FORMAT");
    }

    [Theory]
    [InlineData("""{"program":"web"}""", "/container_id")]
    [InlineData("""{"container_id":"00000000000000000000dead"}""", "/program")]
    [InlineData("""{"container_id":"00000000000000000000dead","program":"web","port":0}""", "/port")]
    [InlineData("""{"container_id":"00000000000000000000dead","program":"web","index":0}""", "/index")]
    [InlineData("""{"container_id":"00000000000000000000dead","program":"web","expires_at":"tomorrow"}""", "/expires_at")]
    [InlineData("""{"container_id":"00000000000000000000dead","program":"../x"}""", "/program")]
    public async Task A_field_that_is_not_valid_is_named(string body, string place) =>
        (await (await Host.NewAccountAsync()).PostAsync("proxy/aliases", body)).FailsAt(place);

    [Fact]
    public async Task Another_accounts_alias_is_not_there()
    {
        (ApiClient owner, _, string container) = await NewAsync();
        string id = await NewAliasAsync(owner, container, "not-theirs");
        ApiClient other = await Host.NewAccountAsync();
        (await other.GetAsync($"proxy/aliases/{id}")).Fails(404, "RESOURCE_NOT_FOUND");
        (await other.SendAsync("PATCH", $"proxy/aliases/{id}", """{"enabled":false}""")).Fails(404, "RESOURCE_NOT_FOUND");
        (await other.DeleteAsync($"proxy/aliases/{id}")).Fails(404, "RESOURCE_NOT_FOUND");
        Assert.Empty(await NamesAsync(other, ""));
        Assert.True((await owner.GetAsync($"proxy/aliases/{id}")).Data().GetProperty("enabled").GetBoolean());
    }

    [Fact]
    public async Task An_update_changes_what_is_given_and_leaves_the_rest()
    {
        (ApiClient api, _, string container) = await NewAsync();
        string id = await NewAliasAsync(api, container, "updated", ",\"target_path\":\"/kept\",\"expires_at\":\"2030-01-01T00:00:00Z\"");
        JsonElement alias = (await api.SendAsync("PATCH", $"proxy/aliases/{id}", """{"alias":"renamed","port":9000,"expires_at":null}""")).Data();

        Assert.Equal(("renamed", "http-9000", "/kept"), (alias.Text("alias"), alias.Text("program"), alias.Text("target_path")));
        Assert.True(alias.IsNull("expires_at"));
        Assert.True((await api.SendAsync("PATCH", $"proxy/aliases/{id}", """{"target_path":null}""")).Data().IsNull("target_path"));
        Assert.False((await api.SendAsync("PATCH", $"proxy/aliases/{id}/state", """{"enabled":false}""")).Data()
            .GetProperty("enabled").GetBoolean());
    }

    [Fact]
    public async Task An_end_may_be_given_in_Unix_seconds()
    {
        (ApiClient api, _, string container) = await NewAsync();
        string id = await NewAliasAsync(api, container, "unix", ",\"expires_at\":1767225600");
        Assert.Equal("2026-01-01T00:00:00.000Z", (await api.GetAsync($"proxy/aliases/{id}")).Data().Text("expires_at"));
    }

    [Fact]
    public async Task A_container_tells_of_its_aliases_and_takes_them_along_when_it_goes()
    {
        (ApiClient api, _, string container) = await NewAsync();
        string id = await NewAliasAsync(api, container, "shown");
        JsonElement shown = (await api.GetAsync($"containers/{container}?include_proxy_domains=true&include_proxy_permissions=true")).Data();
        Assert.True(shown.GetProperty("has_proxy_domains").GetBoolean());
        Assert.Equal(1, shown.Number("proxy_domains_count"));
        Assert.Equal(["shown"], shown.Texts("proxy_domains", "alias"));
        Assert.Equal(JsonValueKind.Object, shown.GetProperty("proxy_permissions").ValueKind);
        Assert.DoesNotContain("proxy_domains", (await api.ContainerAsync(container)).Keys());

        (await api.DeleteAsync($"containers/{container}")).HasNoData();
        await Host.WhenGoneAsync(api, container);
        (await api.GetAsync($"proxy/aliases/{id}")).Fails(404, "RESOURCE_NOT_FOUND");
    }

    [Fact]
    public async Task A_copy_has_none_of_its_sources_aliases()
    {
        (ApiClient api, string project, string container) = await NewAsync();
        await NewAliasAsync(api, container, "stays");
        string copy = await api.NewCopyAsync(container, project);
        Assert.Equal(0, (await api.ContainerAsync(copy)).Number("proxy_domains_count"));
    }

    private async Task<(ApiClient Api, string Project, string Container)> NewAsync()
    {
        ApiClient api = await Host.NewAccountAsync();
        string project = await api.NewProjectAsync();
        return (api, project, await api.NewContainerAsync(project));
    }

    private static async Task<string> NewAliasAsync(ApiClient api, string container, string name, string more = "") => (await api.PostAsync(
        "proxy/aliases", $$"""{"container_id":"{{container}}","alias":"{{name}}","program":"web"{{more}}}""")).Data(201).Text("id");

    private static async Task<string[]> NamesAsync(ApiClient api, string query)
    {
        JsonElement list = (await api.GetAsync("proxy/aliases" + query)).Data();
        Assert.Equal(list.GetProperty("aliases").GetArrayLength(), list.Number("count"));
        return [.. list.Texts("aliases", "alias").Order(StringComparer.Ordinal)]; // made at one moment, as the clock stands still
    }
}
