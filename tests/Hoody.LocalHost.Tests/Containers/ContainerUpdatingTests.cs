using System.Text.Json;
using Hoody.LocalHost.Tests.Fixtures;

namespace Hoody.LocalHost.Tests.Containers;

[Collection(SharedHostGroup.Name)]
public class ContainerUpdatingTests(SharedHost shared)
{
    private TestHost Host => shared.Host;

    [Theory]
    [InlineData("PUT", "")]
    [InlineData("PATCH", "")]
    [InlineData("PUT", "/")]
    [InlineData("PATCH", "/")]
    public async Task Update_changes_what_is_given_and_leaves_the_rest(string method, string slash)
    {
        ApiClient api = await Host.NewAccountAsync();
        string id = await api.NewContainerAsync(await api.NewProjectAsync(), more: ",\"comment\":\"kept\",\"environment_vars\":{\"A\":\"1\"}");
        Host.Time.Advance(TimeSpan.FromMinutes(1));
        JsonElement changed = (await api.SendAsync(
            method, $"containers/{id}{slash}", """{"name":"n","color":"#00ff00","autostart":false,"ramdisk_scope":"project"}""")).Data();
        JsonElement read = await api.ContainerAsync(id);
        foreach (JsonElement container in (JsonElement[])[changed, read])
        {
            Assert.Equal("n", container.Text("name"));
            Assert.Equal("#00FF00", container.Text("color"));
            Assert.False(container.GetProperty("autostart").GetBoolean());
            Assert.Equal("project", container.Text("ramdisk_scope"));
            Assert.Equal("kept", container.Text("comment"));
            Assert.Equal("1", container.GetProperty("environment_vars").Text("A"));
            Assert.Equal(Host.Time.Wire, container.Text("updated_at"));
            Assert.True(container.IsNull("source_container_id"));
        }
    }

    [Fact]
    public async Task Null_clears_the_comment_and_the_key()
    {
        ApiClient api = await Host.NewAccountAsync();
        string key = Scenes.NewPublicKey();
        string id = await api.NewContainerAsync(await api.NewProjectAsync(), more: $",\"comment\":\"c\",\"ssh_public_key\":\"{key}\"");
        Assert.Equal(key, (await api.ContainerAsync(id)).Text("ssh_public_key"));
        JsonElement changed = (await api.PutAsync($"containers/{id}", """{"comment":null,"ssh_public_key":null}""")).Data();
        Assert.True(changed.IsNull("comment"));
        Assert.True(changed.IsNull("ssh_public_key"));
        Assert.True(changed.IsNull("ssh_key_fingerprint"));
    }

    [Theory]
    [InlineData("""{"ssh_public_key":""}""", "/ssh_public_key")]
    [InlineData("""{"autostart":"no"}""", "/autostart")]
    [InlineData("""{"ramdisk_scope":"world"}""", "/ramdisk_scope")]
    [InlineData("""{"environment_vars":{"A":1}}""", "/environment_vars/A")]
    public async Task Update_names_what_is_wrong_and_changes_nothing(string body, string place)
    {
        ApiClient api = await Host.NewAccountAsync();
        string id = await api.NewContainerAsync(await api.NewProjectAsync());
        string before = (await api.ContainerAsync(id)).ToString();
        (await api.PutAsync($"containers/{id}", body)).FailsAt(place);
        Assert.Equal(before, (await api.ContainerAsync(id)).ToString());
    }

    [Fact]
    public async Task A_name_or_a_key_that_another_container_has_is_refused()
    {
        ApiClient api = await Host.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string key = Scenes.NewPublicKey();
        string one = await api.NewContainerAsync(project, "one", $",\"ssh_public_key\":\"{key}\"");
        string two = await api.NewContainerAsync(project, "two");
        (await api.PutAsync($"containers/{two}", """{"name":"one"}""")).Fails(409, "CONTAINER_NAME_IN_USE");
        (await api.PutAsync($"containers/{two}", $$"""{"ssh_public_key":"{{key}}"}""")).Fails(409, "SSH_PUBLIC_KEY_IN_USE");
        (await api.PutAsync($"containers/{two}", """{"name":"no good"}""")).Fails(400, "INVALID_CONTAINER_NAME");
        (await api.PutAsync($"containers/{one}", $$"""{"name":"one","ssh_public_key":"{{key}}"}""")).Data();
    }

    [Fact]
    public async Task Delete_answers_without_data_and_the_container_its_files_and_its_key_go()
    {
        ApiClient api = await Host.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string source = await api.NewContainerAsync(project);
        string id = await api.NewCopyAsync(source, project);
        string directory = Path.GetDirectoryName(Host.FileOf(id, "app.txt"))!;
        Assert.True(File.Exists(Host.PrivateKeyOf(id)));

        // Held here, the deletion can be looked at while it is under way.
        using (IDisposable gate = await Host.HoldAsync(id))
        {
            Answer answer = await api.DeleteAsync($"containers/{id}");
            answer.HasNoData();
            Assert.Equal("Container deleted successfully", answer.Message);
            Assert.Equal("deleting", (await api.ContainerAsync(id)).Text("status"));
            Assert.Equal(["source"], (await api.GetAsync("containers")).Data().Texts("containers", "name"));
            Assert.Equal(2, (await api.GetAsync("containers?include_deleting=true")).Data().GetProperty("containers").GetArrayLength());
        }

        await Host.WhenGoneAsync(api, id);
        (await api.GetAsync($"containers/{id}")).Fails(404, "CONTAINER_NOT_FOUND");
        Assert.False(Directory.Exists(directory));
        Assert.False(File.Exists(Host.PrivateKeyOf(id)));
        Assert.Equal("version 1", await File.ReadAllTextAsync(Host.FileOf(source, "app.txt")));
    }

    [Theory]
    [InlineData("stop", "stopped")]
    [InlineData("force-stop", "stopped")]
    [InlineData("pause", "paused")]
    [InlineData("restart", "running")]
    public async Task A_running_container_takes_its_operations(string operation, string status)
    {
        ApiClient api = await Host.NewAccountAsync();
        string id = await api.NewContainerAsync(await api.NewProjectAsync());
        JsonElement data = (await api.PostAsync($"containers/{id}/{operation}", """{"timeout":30}""")).Data();
        Assert.False(data.GetProperty("error").GetBoolean());
        Assert.Equal(operation, data.Text("operation"));
        Assert.Equal(status, data.Text("status"));
        Assert.Equal(status, (await api.ContainerAsync(id)).Text("status"));
    }

    [Theory]
    [InlineData("start")]
    [InlineData("resume")]
    [InlineData("explode")]
    public async Task An_operation_that_does_not_fit_the_state_is_refused_with_the_state(string operation)
    {
        ApiClient api = await Host.NewAccountAsync();
        string id = await api.NewContainerAsync(await api.NewProjectAsync());
        Answer answer = await api.PostAsync($"containers/{id}/{operation}/");
        Assert.Equal(400, answer.Status);
        Assert.True(answer.Body.GetProperty("data").GetProperty("error").GetBoolean());
        Assert.Equal("running", answer.Body.GetProperty("data").Text("status"));
    }
}
