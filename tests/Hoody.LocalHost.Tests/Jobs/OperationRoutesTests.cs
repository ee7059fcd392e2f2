using System.Text.Json;
using Hoody.LocalHost.Tests.Fixtures;

namespace Hoody.LocalHost.Tests.Jobs;

[Collection(SharedHostGroup.Name)]
public class OperationRoutesTests(SharedHost shared)
{
    private TestHost Host => shared.Host;

    [Fact]
    public async Task An_operation_tells_what_it_did_and_what_that_took()
    {
        ApiClient api = await Host.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string source = await api.NewContainerAsync(project);
        string europe = await api.ServerAsync("node-eu");
        string copy = await api.NewCopyAsync(source, project, more: $",\"target_server_id\":\"{europe}\"");
        JsonElement operation = (await api.GetAsync($"/local/v1/operations/{await api.LastOperationAsync(copy)}/")).Data();
        Assert.Equal("copy", operation.Text("kind"));
        Assert.Equal("succeeded", operation.Text("status"));
        Assert.Equal(copy, operation.Text("container_id"));
        Assert.True(operation.IsNull("error"));
        Assert.Equal(2, operation.Number("files"));
        Assert.Equal("version 1data".Length, operation.Number("logical_bytes"));
        Assert.Equal(Host.Time.Wire, operation.Text("started_at"));
        Assert.Equal(Host.Time.Wire, operation.Text("finished_at"));
        Assert.Equal(0, operation.GetProperty("notices").GetArrayLength());
    }

    [Fact]
    public async Task A_copy_on_the_same_server_moves_nothing_and_stores_nothing_new()
    {
        ApiClient api = await Host.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string source = await api.NewContainerAsync(project);
        await api.NewSnapshotAsync(source, "captured");
        string copy = await api.NewCopyAsync(source, project);
        JsonElement operation = await api.WaitAsync(await api.LastOperationAsync(copy));
        Assert.Equal(0, operation.Number("transferred_bytes"));
        Assert.Equal(0, operation.Number("new_bytes_stored"));
    }

    [Fact]
    public async Task A_containers_operations_come_newest_first()
    {
        ApiClient api = await Host.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string copy = await api.NewCopyAsync(await api.NewContainerAsync(project), project);
        Host.Time.Advance(TimeSpan.FromSeconds(1));
        await api.SyncAsync(copy);
        Host.Time.Advance(TimeSpan.FromSeconds(1));
        await api.NewSnapshotAsync(copy, "s");
        Host.Time.Advance(TimeSpan.FromSeconds(1));
        (await api.PutAsync($"containers/{copy}/snapshots/s")).Data();
        JsonElement data = (await api.GetAsync($"/local/v1/containers/{copy}/operations")).Data();
        Assert.Equal(["restore", "snapshot", "sync", "copy"], data.Texts("operations", "kind"));
    }

    [Theory]
    [InlineData("0123456789abcdef01234567")]
    [InlineData("0123456789ABCDEF0123456789abcdef")]
    public async Task A_malformed_operation_id_is_refused(string id)
    {
        ApiClient api = await Host.NewAccountAsync();
        (await api.GetAsync($"/local/v1/operations/{id}")).Fails(400, "INVALID_ID_FORMAT");
    }

    [Theory]
    [InlineData("61")]
    [InlineData("-1")]
    [InlineData("soon")]
    public async Task A_wait_beyond_a_minute_is_refused(string wait)
    {
        ApiClient api = await Host.NewAccountAsync();
        (await api.GetAsync($"/local/v1/operations/0123456789abcdef0123456789abcdef?wait={wait}")).Fails(400, "INVALID_PARAMETER_VALUE");
    }

    [Fact]
    public async Task An_unknown_operation_and_another_accounts_are_not_found()
    {
        ApiClient api = await Host.NewAccountAsync();
        string container = await api.NewContainerAsync(await api.NewProjectAsync());
        string operation = await api.LastOperationAsync(container);
        (await api.GetAsync("/local/v1/operations/0123456789abcdef0123456789abcdef")).Fails(404, "OPERATION_NOT_FOUND");
        (await (await Host.NewAccountAsync()).GetAsync($"/local/v1/operations/{operation}?wait=30")).Fails(404, "OPERATION_NOT_FOUND");
    }

    [Fact]
    public async Task Why_an_operation_failed_its_owner_alone_is_told()
    {
        ApiClient api = await Host.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string source = await api.NewContainerAsync(project);
        string operation;
        string copy;
        using (await Host.HoldAsync(source))
        {
            JsonElement accepted = (await api.PostAsync($"containers/{source}/copy", $$"""{"target_project_id":"{{project}}"}""")).Data(201);
            (copy, operation) = (accepted.Text("id"), accepted.Text("operation_id"));
            Directory.Delete(Path.GetDirectoryName(Host.FileOf(source, "app.txt"))!, recursive: true);
        }

        JsonElement record = await api.WaitAsync(operation, "failed");
        Assert.Equal("file-tree", record.GetProperty("error").Text("code"));
        JsonElement container = await api.ContainerAsync(copy);
        Assert.Equal("failed", container.Text("status"));
        Assert.DoesNotContain("error", container.Keys());
        Assert.Equal(source, container.Text("source_container_id"));
    }

    [Fact]
    public async Task Beyond_the_accounts_unfinished_operations_the_answer_is_429_with_a_time_to_wait()
    {
        await using TestHost host = await TestHost.StartNewAsync(options => options with { MaxPendingJobsPerAccount = 1 });
        ApiClient api = await host.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string source = await api.NewContainerAsync(project);
        using IDisposable held = await host.HoldAsync(source);
        string body = $$"""{"target_project_id":"{{project}}"}""";
        (await api.PostAsync($"containers/{source}/copy", body)).Data(201);
        Assert.NotNull((await api.PostAsync($"containers/{source}/copy", body)).Fails(429, "TOO_MANY_OPERATIONS").Headers.RetryAfter);
    }
}
