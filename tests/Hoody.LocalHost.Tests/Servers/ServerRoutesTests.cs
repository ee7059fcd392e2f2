using System.Text.Json;
using Hoody.LocalHost.Tests.Fixtures;

namespace Hoody.LocalHost.Tests.Servers;

[Collection(SharedHostGroup.Name)]
public class ServerRoutesTests(SharedHost shared)
{
    [Theory]
    [InlineData("servers")]
    [InlineData("servers/")]
    [InlineData("rentals")]
    [InlineData("rentals/")]
    public async Task The_list_is_a_bare_array_of_rentals_with_the_machine_inside(string path)
    {
        ApiClient api = await shared.Host.NewAccountAsync();
        JsonElement rentals = (await api.GetAsync(path)).Data();
        Assert.Equal(["node-eu", "node-us"], rentals.EnumerateArray().Select(rental => rental.GetProperty("server").Text("name")));
        foreach (JsonElement rental in rentals.EnumerateArray())
        {
            Assert.NotEqual(rental.Text("id"), rental.Text("server_id"));
            Assert.Equal(rental.Text("server_id"), rental.GetProperty("server").Text("id"));
            Assert.Equal(1000, rental.GetProperty("server").GetProperty("container_capacity").Number("max"));
        }
    }

    [Theory]
    [InlineData("servers")]
    [InlineData("rentals")]
    public async Task One_is_found_by_its_own_id_and_by_its_rentals(string path)
    {
        ApiClient api = await shared.Host.NewAccountAsync();
        JsonElement rental = (await api.GetAsync(path)).Data()[0];
        foreach (string id in (string[])[rental.Text("id"), rental.Text("server_id")])
        {
            Assert.Equal(rental.Text("id"), (await api.GetAsync($"{path}/{id}")).Data().Text("id"));
        }
    }

    [Fact]
    public async Task Nothing_is_for_rent()
    {
        ApiClient api = await shared.Host.NewAccountAsync();
        Assert.Equal(0, (await api.GetAsync("servers/available")).Data().GetArrayLength());
    }

    [Fact]
    public async Task The_capacity_counts_the_containers_and_a_full_server_takes_no_more()
    {
        await using TestHost host = await TestHost.StartNewAsync(options => options with { MaxContainersPerServer = 2 });
        ApiClient api = await host.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string source = await api.NewContainerAsync(project);
        await api.NewCopyAsync(source, project);
        string server = await api.ServerAsync();
        JsonElement capacity = (await api.GetAsync($"servers/{server}")).Data().GetProperty("server").GetProperty("container_capacity");
        Assert.Equal(2, capacity.Number("used"));
        (await api.PostAsync($"projects/{project}/containers", $$"""{"server_id":"{{server}}"}""")).Fails(400, "SERVER_CONTAINER_LIMIT");
        (await api.PostAsync($"containers/{source}/copy", $$"""{"target_project_id":"{{project}}"}""")).Fails(400, "SERVER_CONTAINER_LIMIT");
    }
}
