using System.Text.Json;
using Hoody.LocalHost.Tests.Fixtures;

namespace Hoody.LocalHost.Tests.Containers;

[Collection(SharedHostGroup.Name)]
public class ContainerCopyingTests(SharedHost shared)
{
    private TestHost Host => shared.Host;

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    public async Task Copy_answers_201_while_the_copy_is_being_made(string slash)
    {
        ApiClient api = await Host.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string source = await api.NewContainerAsync(project, more: ",\"environment_vars\":{\"A\":\"1\"}");
        string target = await api.NewProjectAsync("staging");
        string operation;
        string id;
        using (await Host.HoldAsync(source))
        {
            Answer answer = await api.PostAsync($"containers/{source}/copy{slash}", $$"""
                {"target_project_id":"{{target}}","name":"staging-api","copy_firewall_rules":false,"copy_network_rules":false}
                """);
            Assert.Equal("Container copy initiated successfully", answer.Message);
            JsonElement copy = answer.Data(201);
            (id, operation) = (copy.Text("id"), copy.Text("operation_id"));
            Assert.NotEqual(source, id);
            Assert.Matches("^[0-9a-f]{32}$", operation);
            Assert.Equal("copying", copy.Text("status"));
            Assert.Equal(source, copy.Text("source_container_id"));
            Assert.Equal(target, copy.Text("project_id"));
            Assert.Equal("staging-api", copy.Text("name"));
            Assert.Equal("app", copy.Text("container_image"));
            Assert.Equal("1", copy.GetProperty("environment_vars").Text("A"));
            Assert.False(copy.GetProperty("copy_firewall_rules").GetBoolean());
            Assert.False(copy.GetProperty("copy_network_rules").GetBoolean());
            Assert.True(copy.IsNull("container_image_id"));
            Assert.StartsWith("ssh-ed25519 ", copy.Text("ssh_public_key"), StringComparison.Ordinal);
            Assert.Equal("copying", (await api.ContainerAsync(id)).Text("status"));
        }

        await api.WaitAsync(operation);
        Assert.Equal("running", (await api.ContainerAsync(id)).Text("status"));
        Assert.Equal("version 1", await File.ReadAllTextAsync(Host.FileOf(id, "app.txt")));
    }

    [Fact]
    public async Task A_copy_to_another_server_brings_files_and_snapshots()
    {
        ApiClient api = await Host.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string source = await api.NewContainerAsync(project);
        JsonElement snapshot = await api.NewSnapshotAsync(source, "before");
        await File.WriteAllTextAsync(Host.FileOf(source, "app.txt"), "version 2");
        string europe = await api.ServerAsync("node-eu");
        string copy = await api.NewCopyAsync(source, project, more: $",\"target_server_id\":\"{europe}\"");

        Assert.Equal("node-eu", (await api.ContainerAsync(copy)).Text("server_name"));
        Assert.Equal("version 2", await File.ReadAllTextAsync(Host.FileOf(copy, "app.txt")));
        JsonElement snapshots = (await api.GetAsync($"containers/{copy}/snapshots")).Data();
        Assert.Equal(snapshot.ToString(), Assert.Single(snapshots.GetProperty("snapshots").EnumerateArray()).ToString());
        (await api.PutAsync($"containers/{copy}/snapshots/before")).Data();
        Assert.Equal("version 1", await File.ReadAllTextAsync(Host.FileOf(copy, "app.txt")));
        Assert.Equal("version 2", await File.ReadAllTextAsync(Host.FileOf(source, "app.txt")));
    }

    [Theory]
    [InlineData("v100")]
    [InlineData("other")]
    public async Task A_copy_can_start_from_a_snapshot_by_name_or_alias(string snapshot)
    {
        ApiClient api = await Host.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string source = await api.NewContainerAsync(project);
        await api.NewSnapshotAsync(source, "v1.0.0");
        (await api.PutAsync($"containers/{source}/snapshots/v100/alias", """{"alias":"other"}""")).Data();
        await File.WriteAllTextAsync(Host.FileOf(source, "app.txt"), "version 2");
        string copy = await api.NewCopyAsync(source, project, more: $",\"source_snapshot\":\"{snapshot}\"");
        Assert.Equal("version 1", await File.ReadAllTextAsync(Host.FileOf(copy, "app.txt")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Firewall_and_network_rules_are_copied_when_asked_for(bool areAsked)
    {
        ApiClient api = await Host.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string source = await api.NewContainerAsync(project);
        (await api.PostAsync(
            $"containers/{source}/firewall/ingress",
            """{"action":"allow","protocol":"tcp","description":"web","destination_port":"443"}""")).Data();
        (await api.PutAsync($"containers/{source}/network", """{"type":"block"}""")).Data();
        string flag = areAsked ? "true" : "false";
        string copy = await api.NewCopyAsync(source, project, more: $",\"copy_firewall_rules\":{flag},\"copy_network_rules\":{flag}");

        Assert.Equal(areAsked ? 1 : 0, (await api.GetAsync($"containers/{copy}/firewall/rules")).Data().GetProperty("ingress").GetArrayLength());
        Assert.Equal(areAsked, (await api.GetAsync($"containers/{copy}/network/")).Data().GetProperty("configured").GetBoolean());
    }

    [Fact]
    public async Task A_name_is_made_up_when_none_is_given()
    {
        ApiClient api = await Host.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string source = await api.NewContainerAsync(project, "web");
        foreach (string expected in (string[])["web-copy", "web-copy-2"])
        {
            JsonElement copy = (await api.PostAsync($"containers/{source}/copy", $$"""{"target_project_id":"{{project}}"}""")).Data(201);
            Assert.Equal(expected, copy.Text("name"));
        }
    }

    [Fact]
    public async Task Of_sixteen_copies_with_one_name_one_is_made()
    {
        ApiClient api = await Host.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string source = await api.NewContainerAsync(project);
        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => api.PostAsync(
            $"containers/{source}/copy", $$"""{"target_project_id":"{{project}}","name":"one"}""")));
        Answer won = Assert.Single(answers, answer => answer.Status == 201);
        Assert.All(answers.Where(answer => answer != won), answer => answer.Fails(409, "CONTAINER_NAME_IN_USE"));
        await api.WaitAsync(won.Data(201).Text("operation_id"));
        Assert.Equal(["one", "source"], (await api.GetAsync("containers?sort_by=name&sort_order=asc")).Data().Texts("containers", "name"));
    }

    [Theory]
    [InlineData("""{}""", "/target_project_id")]
    [InlineData("""{"target_project_id":null}""", "/target_project_id")]
    [InlineData("""{"target_project_id":"01bcdef123456789abcdef012"}""", "/target_project_id")]
    [InlineData("""{"target_project_id":"00000000000000000000dead","target_server_id":"x"}""", "/target_server_id")]
    [InlineData("""{"target_project_id":"00000000000000000000dead","source_snapshot":"v1.0"}""", "/source_snapshot")]
    [InlineData("""{"target_project_id":"00000000000000000000dead","copy_firewall_rules":"yes"}""", "/copy_firewall_rules")]
    [InlineData("""{"target_project_id":"00000000000000000000dead","copy_network_rules":1}""", "/copy_network_rules")]
    [InlineData("""{"target_project_id":"00000000000000000000dead","ssh_public_key":"nonsense"}""", "/ssh_public_key")]
    [InlineData("""{"target_project_id":"00000000000000000000dead","kvm":true,"dev_kvm":false}""", "/kvm")]
    public async Task Copy_names_what_is_wrong(string body, string place)
    {
        ApiClient api = await Host.NewAccountAsync();
        string source = await api.NewContainerAsync(await api.NewProjectAsync());
        (await api.PostAsync($"containers/{source}/copy", body)).FailsAt(place);
    }

    [Fact]
    public async Task What_a_copy_refers_to_must_exist_and_be_the_callers()
    {
        ApiClient api = await Host.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string source = await api.NewContainerAsync(project);
        string foreignProject = await (await Host.NewAccountAsync()).NewProjectAsync();
        string path = $"containers/{source}/copy";
        (await api.PostAsync(path, $$"""{"target_project_id":"{{foreignProject}}"}""")).Fails(404, "RESOURCE_NOT_FOUND");
        (await api.PostAsync(path, $$"""{"target_project_id":"{{Scenes.UnknownId}}"}""")).Fails(404, "RESOURCE_NOT_FOUND");
        (await api.PostAsync(path, $$"""{"target_project_id":"{{project}}","target_server_id":"{{Scenes.UnknownId}}"}"""))
            .Fails(404, "RESOURCE_NOT_FOUND");
        (await api.PostAsync(path, $$"""{"target_project_id":"{{project}}","source_snapshot":"none"}""")).Fails(404, "RESOURCE_NOT_FOUND");
        (await api.PostAsync(path, $$"""{"target_project_id":"{{project}}","name":"a b"}""")).Fails(400, "INVALID_CONTAINER_NAME");
        Assert.Equal(["source"], (await api.GetAsync("containers")).Data().Texts("containers", "name"));
    }

    [Fact]
    public async Task A_source_that_is_still_being_made_cannot_be_copied()
    {
        ApiClient api = await Host.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string source = await api.NewContainerAsync(project);
        using IDisposable held = await Host.HoldAsync(source);
        string copy = (await api.PostAsync($"containers/{source}/copy", $$"""{"target_project_id":"{{project}}"}""")).Data(201).Text("id");
        Answer answer = await api.PostAsync($"containers/{copy}/copy", $$"""{"target_project_id":"{{project}}"}""");
        answer.Fails(409, "OPERATION_STATE_CONFLICT");
        Assert.NotNull(answer.Headers.RetryAfter);
    }
}
