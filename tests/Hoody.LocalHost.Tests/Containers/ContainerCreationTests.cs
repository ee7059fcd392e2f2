using System.Text.Json;
using Hoody.LocalHost.Tests.Fixtures;

namespace Hoody.LocalHost.Tests.Containers;

[Collection(SharedHostGroup.Name)]
public class ContainerCreationTests(SharedHost shared)
{
    private TestHost Host => shared.Host;

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    public async Task Create_answers_201_with_the_container_and_no_source(string slash)
    {
        ApiClient api = await Host.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string server = await api.ServerAsync();
        Answer answer = await api.PostAsync($"projects/{project}/containers{slash}", $$"""
            {"server_id":"{{server}}","name":"web-1","color":"abc","container_image":"app","environment_vars":{"A_1":"x"},"comment":"c",
            "ai":true,"hoody_kit":true,"autostart":true,"ramdisk":true,"cache":true,"cache_image":false,"prespawn":false,"bypass_prespawn":false}
            """);
        JsonElement container = answer.Data(201);
        Assert.Matches("^[0-9a-f]{24}$", container.Text("id"));
        Assert.Equal(project, container.Text("project_id"));
        Assert.Equal(server, container.Text("server_id"));
        Assert.Equal("node-us", container.Text("server_name"));
        Assert.Equal("web-1", container.Text("name"));
        Assert.Equal("#AABBCC", container.Text("color"));
        Assert.Equal("app", container.Text("container_image"));
        Assert.Equal("creating", container.Text("status"));
        Assert.Equal("x", container.GetProperty("environment_vars").Text("A_1"));
        Assert.Equal(Host.Time.Wire, container.Text("created_at"));
        Assert.DoesNotContain("source_container_id", container.Keys());
        await api.WaitForLastOperationAsync(container.Text("id"));
    }

    [Fact]
    public async Task A_container_starts_with_the_contents_of_its_image_and_runs()
    {
        ApiClient api = await Host.NewAccountAsync();
        string id = await api.NewContainerAsync(await api.NewProjectAsync());
        Assert.Equal("running", (await api.ContainerAsync(id)).Text("status"));
        Assert.Equal("version 1", await File.ReadAllTextAsync(Host.FileOf(id, "app.txt")));
        Assert.Equal("data", await File.ReadAllTextAsync(Host.FileOf(id, "data.txt")));
    }

    [Fact]
    public async Task An_unknown_image_is_refused_with_the_names_of_the_known_ones()
    {
        ApiClient api = await Host.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string body = $$"""{"server_id":"{{await api.ServerAsync()}}","container_image":"debian"}""";
        Answer answer = await api.PostAsync($"projects/{project}/containers", body);
        answer.FailsAt("/container_image");
        Assert.Contains("app, scratch", answer.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{}""", "/server_id")]
    [InlineData("""{"server_id":"x"}""", "/server_id")]
    [InlineData("""{"server_id":"00000000000000000000dead","color":"red"}""", "/color")]
    [InlineData("""{"server_id":"00000000000000000000dead","ai":"yes"}""", "/ai")]
    [InlineData("""{"server_id":"00000000000000000000dead","environment_vars":{"1A":"x"}}""", "/environment_vars/1A")]
    [InlineData("""{"server_id":"00000000000000000000dead","environment_vars":{"A":""}}""", "/environment_vars/A")]
    [InlineData("""{"server_id":"00000000000000000000dead","ssh_public_key":"ssh-ed25519 AAAA"}""", "/ssh_public_key")]
    [InlineData("""{"server_id":"00000000000000000000dead","kvm":true,"dev_kvm":false}""", "/kvm")]
    public async Task Create_names_what_is_wrong(string body, string place)
    {
        ApiClient api = await Host.NewAccountAsync();
        (await api.PostAsync($"projects/{await api.NewProjectAsync()}/containers", body)).FailsAt(place);
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("has space")]
    [InlineData("dot.ted")]
    [InlineData("ends\\n")]
    public async Task A_malformed_name_has_a_code_of_its_own(string name)
    {
        ApiClient api = await Host.NewAccountAsync();
        string body = $$"""{"server_id":"{{await api.ServerAsync()}}","name":"{{name}}"}""";
        (await api.PostAsync($"projects/{await api.NewProjectAsync()}/containers", body)).Fails(400, "INVALID_CONTAINER_NAME");
    }

    [Fact]
    public async Task An_unknown_server_is_not_found()
    {
        ApiClient api = await Host.NewAccountAsync();
        string body = $$"""{"server_id":"{{Scenes.UnknownId}}"}""";
        (await api.PostAsync($"projects/{await api.NewProjectAsync()}/containers", body)).Fails(404, "RESOURCE_NOT_FOUND");
    }

    [Fact]
    public async Task A_project_takes_no_more_containers_than_it_says()
    {
        ApiClient api = await Host.NewAccountAsync();
        string project = (await api.PostAsync("projects", """{"alias":"small","max_containers":0}""")).Data(201).Text("id");
        string body = $$"""{"server_id":"{{await api.ServerAsync()}}"}""";
        (await api.PostAsync($"projects/{project}/containers", body)).Fails(400, "PROJECT_CONTAINER_LIMIT");
    }

    [Fact]
    public async Task A_key_opens_one_container_only_whoever_asks()
    {
        ApiClient api = await Host.NewAccountAsync();
        string key = Scenes.NewPublicKey();
        await api.NewContainerAsync(await api.NewProjectAsync(), more: $",\"ssh_public_key\":\"{key}\"");
        foreach (ApiClient caller in (ApiClient[])[api, await Host.NewAccountAsync()])
        {
            string project = await caller.NewProjectAsync("other");
            string body = $$"""{"server_id":"{{await caller.ServerAsync()}}","ssh_public_key":"{{key}} some comment"}""";
            (await caller.PostAsync($"projects/{project}/containers", body)).Fails(409, "SSH_PUBLIC_KEY_IN_USE");
        }
    }
}
