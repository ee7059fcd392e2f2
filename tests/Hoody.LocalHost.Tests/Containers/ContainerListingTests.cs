using System.Text.Json;
using Hoody.LocalHost.Tests.Fixtures;

namespace Hoody.LocalHost.Tests.Containers;

[Collection(SharedHostGroup.Name)]
public class ContainerListingTests(SharedHost shared)
{
    private static readonly string[] GuaranteedFields =
    [
        "id", "project_id", "project_alias", "server_id", "server_name", "server", "ssh_hostname", "name", "color", "container_image",
        "ai", "hoody_kit", "dev_kit", "kvm", "autostart", "ramdisk", "prespawn", "is_default", "ramdisk_scope", "status", "environment_vars",
        "volumes", "ssh_public_key", "comment", "source_container_id", "server_expired", "server_expired_at", "server_expired_reason",
        "created_at", "updated_at", "realm_ids", "snapshot_count", "last_used_snapshot", "pool_id", "has_proxy_domains",
        "proxy_domains_count", "has_proxy_permissions", "proxy_permissions_scope",
    ];

    private TestHost Host => shared.Host;

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("?runtime=false&include_proxy_domains=true&include_proxy_permissions=false")]
    public async Task Get_shows_every_field_of_the_contract(string suffix)
    {
        ApiClient api = await Host.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string id = await api.NewContainerAsync(project);
        JsonElement container = (await api.GetAsync($"containers/{id}{suffix}")).Data();
        Assert.Empty(GuaranteedFields.Except(container.Keys()));
        Assert.Contains("warnings", container.Keys());
        Assert.True(container.IsNull("source_container_id"));
        Assert.Equal(0, container.Number("snapshot_count"));
        Assert.Equal("production", container.Text("project_alias"));
        Assert.Equal($"{project}-{id}-ssh.node-us.containers.localhost", container.Text("ssh_hostname"));
    }

    [Fact]
    public async Task Runtime_information_comes_only_when_asked_for()
    {
        ApiClient api = await Host.NewAccountAsync();
        string id = await api.NewContainerAsync(await api.NewProjectAsync());
        Assert.DoesNotContain("runtime_info", (await api.ContainerAsync(id)).Keys());
        Assert.Contains("runtime_info", (await api.GetAsync($"containers/{id}?runtime=true")).Data().Keys());
        Assert.Contains("runtime_info", (await api.GetAsync($"containers/{id}?runtime={Uri.EscapeDataString("""{"ip":true}""")}")).Data().Keys());
    }

    [Theory]
    [InlineData("containers/?")]
    [InlineData("containers?")]
    [InlineData("projects/{0}/containers?")]
    [InlineData("projects/{0}/containers/?")]
    public async Task Lists_are_sorted_and_paged(string list)
    {
        ApiClient api = await Host.NewAccountAsync();
        string project = await api.NewProjectAsync();
        foreach (string name in (string[])["bbb", "ccc", "aaa"])
        {
            await api.NewContainerAsync(project, name);
        }

        string path = list.Replace("{0}", project, StringComparison.Ordinal) + "sort_by=name&limit=2";
        JsonElement first = (await api.GetAsync(path + "&sort_order=asc")).Data();
        Assert.Equal(["aaa", "bbb"], first.Texts("containers", "name"));
        Assert.Equal("""{"total":3,"page":1,"limit":2,"totalPages":2}""", first.GetProperty("pagination").ToString());
        Assert.Equal(["ccc"], (await api.GetAsync(path + "&sort_order=asc&page=2")).Data().Texts("containers", "name"));
        Assert.Equal(["ccc", "bbb"], (await api.GetAsync(path + "&sort_order=desc")).Data().Texts("containers", "name"));
        Assert.Empty((await api.GetAsync(path + "&page=2147483647")).Data().Texts("containers", "name"));
    }

    [Fact]
    public async Task The_newest_come_first_fifty_a_page_when_nothing_is_asked()
    {
        ApiClient api = await Host.NewAccountAsync();
        string project = await api.NewProjectAsync();
        await api.NewContainerAsync(project, "older");
        Host.Time.Advance(TimeSpan.FromMinutes(1));
        await api.NewContainerAsync(project, "newer");
        JsonElement list = (await api.GetAsync("containers/")).Data();
        Assert.Equal(["newer", "older"], list.Texts("containers", "name"));
        Assert.Equal(50, list.GetProperty("pagination").Number("limit"));
        Assert.Empty(GuaranteedFields.Except(list.GetProperty("containers")[0].Keys()));
    }

    [Theory]
    [InlineData("page=0", "/page")]
    [InlineData("page=x", "/page")]
    [InlineData("page=99999999999", "/page")]
    [InlineData("limit=0", "/limit")]
    [InlineData("limit=101", "/limit")]
    [InlineData("sort_by=color", "/sort_by")]
    [InlineData("sort_order=up", "/sort_order")]
    [InlineData("realm_id=x", "/realm_id")]
    [InlineData("runtime=maybe", "/runtime")]
    [InlineData("include_deleting=1", "/include_deleting")]
    public async Task A_bad_query_value_is_named(string query, string place)
    {
        ApiClient api = await Host.NewAccountAsync();
        Answer answer = (await api.GetAsync("containers?" + query)).Fails(400, "INVALID_PARAMETER_VALUE");
        Assert.Equal([place], answer.Body.Texts("data", "instancePath"));
    }

    [Fact]
    public async Task The_status_log_tells_each_transition_newest_first()
    {
        ApiClient api = await Host.NewAccountAsync();
        string id = await api.NewContainerAsync(await api.NewProjectAsync());
        Host.Time.Advance(TimeSpan.FromSeconds(2));
        (await api.PostAsync($"containers/{id}/stop")).Data();
        JsonElement data = (await api.GetAsync($"containers/{id}/status-logs/?page=1&limit=10&sort_by=transition_time&sort_order=desc")).Data();
        JsonElement stop = data.GetProperty("logs")[0];
        Assert.Equal("running", stop.Text("from_status"));
        Assert.Equal("stopped", stop.Text("to_status"));
        Assert.Equal("user", stop.Text("triggered_by"));
        Assert.Equal(2000, stop.Number("duration_ms"));
        Assert.Equal(id, stop.Text("container_id"));
        Assert.Equal(Host.Time.Wire, stop.Text("transition_time"));
        Assert.Equal(["creating", "running", "stopped"], data.Texts("logs", "to_status").Order(StringComparer.Ordinal));
        Assert.Equal(3, data.GetProperty("pagination").Number("total"));
    }
}
