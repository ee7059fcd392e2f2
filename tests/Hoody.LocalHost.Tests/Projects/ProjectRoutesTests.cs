using System.Text.Json;
using Hoody.LocalHost.Tests.Fixtures;

namespace Hoody.LocalHost.Tests.Projects;

[Collection(SharedHostGroup.Name)]
public class ProjectRoutesTests(SharedHost shared)
{
    private static readonly string[] Fields =
        ["alias", "color", "created_at", "id", "is_default", "max_containers", "realm_ids", "updated_at", "user_id"];

    private TestHost Host => shared.Host;

    [Theory]
    [InlineData("projects")]
    [InlineData("projects/")]
    public async Task Create_answers_201_with_the_project(string path)
    {
        ApiClient api = await Host.NewAccountAsync();
        JsonElement project = (await api.PostAsync(path, """{"alias":"my project","color":"f0a","max_containers":7}""")).Data(201);
        Assert.Equal(Fields, project.Keys());
        Assert.Matches("^[0-9a-f]{24}$", project.Text("id"));
        Assert.Matches("^[0-9a-f]{24}$", project.Text("user_id"));
        Assert.Equal("my project", project.Text("alias"));
        Assert.Equal("#FF00AA", project.Text("color"));
        Assert.Equal(7, project.Number("max_containers"));
        Assert.Equal(Host.Time.Wire, project.Text("created_at"));
    }

    [Theory]
    [InlineData("""{"alias":""}""", "/alias")]
    [InlineData("""{"alias":7}""", "/alias")]
    [InlineData("""{"alias":"a","color":"#12"}""", "/color")]
    [InlineData("""{"alias":"a","max_containers":1.5}""", "/max_containers")]
    [InlineData("""{"alias":"a","realm_ids":["x"]}""", "/realm_ids/0")]
    public async Task Create_names_what_is_wrong(string body, string place)
    {
        ApiClient api = await Host.NewAccountAsync();
        (await api.PostAsync("projects", body)).FailsAt(place);
    }

    [Fact]
    public async Task An_alias_is_taken_once_in_an_account_and_free_in_another()
    {
        ApiClient api = await Host.NewAccountAsync();
        await api.NewProjectAsync("mine");
        (await api.PostAsync("projects", """{"alias":"mine"}""")).Fails(409, "PROJECT_ALIAS_IN_USE");
        await (await Host.NewAccountAsync()).NewProjectAsync("mine");
    }

    [Fact]
    public async Task List_pages_through_the_accounts_own_projects()
    {
        ApiClient api = await Host.NewAccountAsync();
        foreach (string alias in (string[])["b", "c", "a"])
        {
            await api.NewProjectAsync(alias);
        }

        JsonElement first = (await api.GetAsync("projects/?page=1&limit=2&sort_by=alias&sort_order=asc")).Data();
        JsonElement second = (await api.GetAsync("projects?page=2&limit=2&sort_by=alias&sort_order=asc")).Data();
        Assert.Equal(["a", "b"], first.Texts("projects", "alias"));
        Assert.Equal(["c"], second.Texts("projects", "alias"));
        Assert.Equal("""{"total":3,"page":2,"limit":2,"totalPages":2}""", second.GetProperty("pagination").ToString());
        Assert.Equal(10, (await api.GetAsync("projects")).Data().GetProperty("pagination").Number("limit"));
    }

    [Fact]
    public async Task Get_shows_permissions_only_when_asked()
    {
        ApiClient api = await Host.NewAccountAsync();
        string id = await api.NewProjectAsync();
        Assert.Equal(Fields, (await api.GetAsync($"projects/{id}?include_permissions=false")).Data().Keys());
        Assert.Contains("permissions", (await api.GetAsync($"projects/{id}/?include_permissions=true")).Data().Keys());
        (await api.GetAsync($"projects/{id}?include_permissions=perhaps")).Fails(400, "INVALID_PARAMETER_VALUE");
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    public async Task Update_changes_what_is_given(string method)
    {
        ApiClient api = await Host.NewAccountAsync();
        string id = await api.NewProjectAsync("old");
        JsonElement project = (await api.SendAsync(method, $"projects/{id}", """{"alias":"new","max_containers":3}""")).Data();
        Assert.Equal("new", project.Text("alias"));
        Assert.Equal(3, project.Number("max_containers"));
    }

    [Fact]
    public async Task Delete_takes_the_containers_along()
    {
        ApiClient api = await Host.NewAccountAsync();
        string id = await api.NewProjectAsync();
        await api.NewContainerAsync(id);
        JsonElement deleted = (await api.DeleteAsync($"projects/{id}")).Data().GetProperty("deleted");
        Assert.Equal(1, deleted.Number("containers"));
        (await api.GetAsync($"projects/{id}")).Fails(404, "PROJECT_NOT_FOUND");
    }
}
