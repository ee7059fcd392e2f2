using System.Text.Json;
using Hoody.LocalHost.Tests.Fixtures;

namespace Hoody.LocalHost.Tests.Snapshots;

[Collection(SharedHostGroup.Name)]
public class SnapshotRoutesTests(SharedHost shared)
{
    private TestHost Host => shared.Host;

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    public async Task Create_answers_200_with_the_snapshot(string slash)
    {
        (ApiClient api, string container) = await NewContainerAsync();
        Answer answer = await api.PostAsync($"containers/{container}/snapshots{slash}", """{"alias":"before sync","expiry":30}""");
        Assert.Equal("Snapshot created successfully", answer.Message);
        JsonElement data = answer.Data();
        Assert.Equal(["container_id", "project_id", "snapshot"], data.Keys());
        JsonElement snapshot = data.GetProperty("snapshot");
        Assert.Equal(["alias", "created_at", "expires_at", "last_used_at", "name", "size", "stateful"], snapshot.Keys());
        Assert.Equal("beforesync", snapshot.Text("name"));
        Assert.Equal("before sync", snapshot.Text("alias"));
        Assert.Equal(Host.Time.Wire, snapshot.Text("created_at"));
        Assert.Equal("version 1data".Length, snapshot.Number("size"));
        Assert.False(snapshot.GetProperty("stateful").GetBoolean());
        Assert.True(snapshot.IsNull("last_used_at"));
        Assert.Equal(
            TimeSpan.FromDays(30), snapshot.GetProperty("expires_at").GetDateTimeOffset() - snapshot.GetProperty("created_at").GetDateTimeOffset());
    }

    [Fact]
    public async Task Without_an_alias_or_when_nothing_of_it_is_left_the_name_is_the_time()
    {
        (ApiClient api, string container) = await NewContainerAsync();
        string expected = Host.Time.Now.ToString("'snap-'yyyyMMdd-HHmmss", System.Globalization.CultureInfo.InvariantCulture);
        JsonElement plain = (await api.PostAsync($"containers/{container}/snapshots")).Data().GetProperty("snapshot");
        Assert.Equal(expected, plain.Text("name"));
        Assert.True(plain.IsNull("alias"));
        Assert.Equal(expected + "-2", (await api.NewSnapshotAsync(container, "--...")).Text("name"));
    }

    [Theory]
    [InlineData("""{"alias":7}""", "/alias")]
    [InlineData("""{"expiry":0}""", "/expiry")]
    [InlineData("""{"expiry":3651}""", "/expiry")]
    [InlineData("""{"expiry":1.5}""", "/expiry")]
    [InlineData("""{"expiry":"30"}""", "/expiry")]
    public async Task Create_names_what_is_wrong(string body, string place)
    {
        (ApiClient api, string container) = await NewContainerAsync();
        (await api.PostAsync($"containers/{container}/snapshots", body)).FailsAt(place);
        (await api.PostAsync($"containers/{container}/snapshots", $$"""{"alias":"{{new string('a', 101)}}"}""")).FailsAt("/alias");
    }

    [Fact]
    public async Task List_counts_the_snapshots_and_says_how_many_there_may_be()
    {
        (ApiClient api, string container) = await NewContainerAsync();
        await api.NewSnapshotAsync(container, "one");
        Host.Time.Advance(TimeSpan.FromSeconds(1));
        await api.NewSnapshotAsync(container, "two");
        Answer answer = await api.GetAsync($"containers/{container}/snapshots/");
        Assert.Equal("Snapshots retrieved successfully", answer.Message);
        JsonElement data = answer.Data();
        Assert.Equal(["container_id", "max_snapshots", "project_id", "snapshot_count", "snapshots"], data.Keys());
        Assert.Equal(2, data.Number("snapshot_count"));
        Assert.Equal(1000, data.Number("max_snapshots"));
        Assert.Equal(["two", "one"], data.Texts("snapshots", "name"));
        Assert.Equal(2, (await api.ContainerAsync(container)).Number("snapshot_count"));
    }

    [Theory]
    [InlineData("PUT", "")]
    [InlineData("PATCH", "")]
    [InlineData("PUT", "/")]
    [InlineData("PATCH", "/")]
    public async Task Restore_puts_the_files_back(string method, string slash)
    {
        (ApiClient api, string container) = await NewContainerAsync();
        await api.NewSnapshotAsync(container, "before");
        await File.WriteAllTextAsync(Host.FileOf(container, "app.txt"), "broken");
        await File.WriteAllTextAsync(Host.FileOf(container, "more.txt"), "more");
        Answer answer = await api.SendAsync(method, $"containers/{container}/snapshots/before{slash}");
        Assert.Equal("Container restored from snapshot successfully", answer.Message);
        JsonElement data = answer.Data();
        Assert.True(data.GetProperty("success").GetBoolean());
        Assert.Equal(answer.Message, data.Text("message"));
        Assert.Equal(Host.Time.Wire, data.GetProperty("snapshot").Text("last_used_at"));
        Assert.Equal("version 1", await File.ReadAllTextAsync(Host.FileOf(container, "app.txt")));
        Assert.False(File.Exists(Host.FileOf(container, "more.txt")));
        Assert.Equal("before", (await api.ContainerAsync(container)).Text("last_used_snapshot"));
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    public async Task An_alias_is_set_removed_and_found_by(string method)
    {
        (ApiClient api, string container) = await NewContainerAsync();
        await api.NewSnapshotAsync(container, "first");
        string path = $"containers/{container}/snapshots/";
        Answer answer = await api.SendAsync(method, path + "first/alias", """{"alias":"second"}""");
        Assert.Equal("Snapshot alias updated successfully", answer.Message);
        Assert.Equal("second", answer.Data().GetProperty("snapshot").Text("alias"));
        Assert.Equal("first", (await api.SendAsync(method, path + "second")).Data().GetProperty("snapshot").Text("name"));
        Assert.True((await api.SendAsync(method, path + "first/alias/", """{"alias":null}""")).Data().GetProperty("snapshot").IsNull("alias"));
        (await api.SendAsync(method, path + "first/alias")).FailsAt("/alias");
        (await api.SendAsync(method, path + "second/alias", """{"alias":"x"}""")).Fails(404, "SNAPSHOT_NOT_FOUND");
    }

    [Fact]
    public async Task Delete_answers_with_the_name_and_the_snapshot_is_gone()
    {
        (ApiClient api, string container) = await NewContainerAsync();
        await api.NewSnapshotAsync(container, "before");
        Answer answer = await api.DeleteAsync($"containers/{container}/snapshots/before/");
        Assert.Equal("Snapshot deleted successfully", answer.Message);
        Assert.Equal("before", answer.Data().Text("snapshot_name"));
        Assert.Equal(0, (await api.GetAsync($"containers/{container}/snapshots")).Data().Number("snapshot_count"));
        foreach (string method in (string[])["PUT", "PATCH", "DELETE"])
        {
            (await api.SendAsync(method, $"containers/{container}/snapshots/before")).Fails(404, "SNAPSHOT_NOT_FOUND");
        }
    }

    [Fact]
    public async Task An_expired_snapshot_is_not_there_any_more()
    {
        (ApiClient api, string container) = await NewContainerAsync();
        (await api.PostAsync($"containers/{container}/snapshots", """{"alias":"short","expiry":1}""")).Data();
        Host.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, (await api.GetAsync($"containers/{container}/snapshots")).Data().Number("snapshot_count"));
        (await api.PutAsync($"containers/{container}/snapshots/short")).Fails(404, "SNAPSHOT_NOT_FOUND");
    }

    [Fact]
    public async Task Beyond_the_limit_the_answer_says_which_limit()
    {
        await using TestHost host = await TestHost.StartNewAsync(options => options with { MaxSnapshotsPerContainer = 1 });
        ApiClient api = await host.NewAccountAsync();
        string container = await api.NewContainerAsync(await api.NewProjectAsync());
        await api.NewSnapshotAsync(container, "one");
        Answer answer = (await api.PostAsync($"containers/{container}/snapshots")).Fails(400, "CONTAINER_SNAPSHOT_LIMIT");
        Assert.Equal("CONTAINER_SNAPSHOT_LIMIT", answer.Body.Text("error"));
        JsonElement data = answer.Body.GetProperty("data");
        Assert.Equal("container_snapshot_limit", data.Text("field"));
        Assert.Equal(1, data.Number("current_count"));
        Assert.Equal(1, data.Number("limit"));
        Assert.Equal(container, data.Text("container_id"));
    }

    private async Task<(ApiClient Api, string Container)> NewContainerAsync()
    {
        ApiClient api = await Host.NewAccountAsync();
        return (api, await api.NewContainerAsync(await api.NewProjectAsync()));
    }
}
