using System.Text.Json;
using Hoody.LocalHost.Tests.Fixtures;

namespace Hoody.LocalHost.Tests.Containers;

[Collection(SharedHostGroup.Name)]
public class ContainerSyncingTests(SharedHost shared)
{
    private TestHost Host => shared.Host;

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    public async Task Sync_answers_200_and_makes_the_copys_files_the_sources(string slash)
    {
        ApiClient api = await Host.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string source = await api.NewContainerAsync(project);
        string copy = await api.NewCopyAsync(source, project);
        await File.WriteAllTextAsync(Host.FileOf(source, "app.txt"), "version 2");
        await File.WriteAllTextAsync(Host.FileOf(source, "new.txt"), "new");
        File.Delete(Host.FileOf(source, "data.txt"));
        await File.WriteAllTextAsync(Host.FileOf(copy, "local.txt"), "only here");
        Host.Time.Advance(TimeSpan.FromMinutes(1));

        Answer answer = await api.PostAsync($"containers/{copy}/sync{slash}");
        Assert.Equal("Container sync initiated successfully", answer.Message);
        JsonElement sync = answer.Data();
        Assert.Equal(["container_id", "operation_id", "source_container_id", "status"], sync.Keys());
        Assert.Equal(copy, sync.Text("container_id"));
        Assert.Equal(source, sync.Text("source_container_id"));
        Assert.Equal("copying", sync.Text("status"));
        await api.WaitAsync(sync.Text("operation_id"));

        Assert.Equal("version 2", await File.ReadAllTextAsync(Host.FileOf(copy, "app.txt")));
        Assert.Equal("new", await File.ReadAllTextAsync(Host.FileOf(copy, "new.txt")));
        Assert.False(File.Exists(Host.FileOf(copy, "data.txt")));
        Assert.False(File.Exists(Host.FileOf(copy, "local.txt")));
        Assert.Equal(Host.Time.Wire, (await api.ContainerAsync(copy)).Text("updated_at"));
    }

    [Fact]
    public async Task Sync_keeps_what_is_the_copys_own()
    {
        ApiClient api = await Host.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string source = await api.NewContainerAsync(project);
        string copy = await api.NewCopyAsync(source, project);
        await api.NewSnapshotAsync(copy, "mine");
        (await api.PutAsync($"containers/{copy}", """{"name":"own","color":"#123456","comment":"own"}""")).Data();
        (await api.PutAsync($"containers/{copy}/network", """{"type":"block"}""")).Data();
        (await api.PutAsync($"containers/{source}", """{"name":"changed","color":"#ffffff","comment":"changed"}""")).Data();
        JsonElement before = await api.ContainerAsync(copy);
        await api.SyncAsync(copy);

        JsonElement after = await api.ContainerAsync(copy);
        foreach (string field in (string[])["id", "name", "color", "comment", "ssh_public_key", "source_container_id", "snapshot_count", "status"])
        {
            Assert.Equal(before.GetProperty(field).ToString(), after.GetProperty(field).ToString());
        }

        Assert.True((await api.GetAsync($"containers/{copy}/network")).Data().GetProperty("configured").GetBoolean());
    }

    [Fact]
    public async Task A_source_that_was_emptied_empties_the_copy_and_one_that_is_not_there_does_not()
    {
        ApiClient api = await Host.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string source = await api.NewContainerAsync(project);
        string copy = await api.NewCopyAsync(source, project);
        string directory = Path.GetDirectoryName(Host.FileOf(source, "app.txt"))!; // the file is in one
        string directoryOfCopy = Path.GetDirectoryName(Host.FileOf(copy, "app.txt"))!; // likewise
        string[] before = Directory.GetFileSystemEntries(directoryOfCopy);
        Directory.Move(directory, directory + ".away");
        await api.WaitAsync((await api.PostAsync($"containers/{copy}/sync")).Data().Text("operation_id"), "failed");
        Assert.NotEmpty(before);
        Assert.Equal(before, Directory.GetFileSystemEntries(directoryOfCopy));

        Directory.CreateDirectory(directory);
        await api.SyncAsync(copy);
        Assert.Empty(Directory.GetFileSystemEntries(directoryOfCopy));
    }

    [Fact]
    public async Task A_stopped_copy_whose_sync_failed_is_stopped_again_after_the_next_one()
    {
        ApiClient api = await Host.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string source = await api.NewContainerAsync(project);
        string copy = await api.NewCopyAsync(source, project);
        (await api.PostAsync($"containers/{copy}/stop")).Data();
        string directory = Path.GetDirectoryName(Host.FileOf(source, "app.txt"))!; // the file is in one
        Directory.Move(directory, directory + ".away");
        Host.Time.Advance(TimeSpan.FromSeconds(1));
        JsonElement sync = (await api.PostAsync($"containers/{copy}/sync")).Data();
        await api.WaitAsync(sync.Text("operation_id"), "failed");
        Assert.Equal("failed", (await api.ContainerAsync(copy)).Text("status"));

        Directory.Move(directory + ".away", directory);
        await api.SyncAsync(copy);
        Assert.Equal("stopped", (await api.ContainerAsync(copy)).Text("status"));
    }

    [Fact]
    public async Task A_stopped_copy_stays_stopped()
    {
        ApiClient api = await Host.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string copy = await api.NewCopyAsync(await api.NewContainerAsync(project), project);
        (await api.PostAsync($"containers/{copy}/stop")).Data();
        await api.SyncAsync(copy);
        Assert.Equal("stopped", (await api.ContainerAsync(copy)).Text("status"));
    }

    [Fact]
    public async Task A_container_that_is_not_a_copy_cannot_be_synchronised()
    {
        ApiClient api = await Host.NewAccountAsync();
        string source = await api.NewContainerAsync(await api.NewProjectAsync());
        Answer answer = (await api.PostAsync($"containers/{source}/sync")).Fails(400, "CONTAINER_NOT_COPIED");
        Assert.Equal("Container was not created from a copy, sync is not possible.", answer.Message);
        Assert.Equal("Bad Request", answer.Body.Text("error"));
    }

    [Fact]
    public async Task The_status_of_that_refusal_can_be_the_published_documents()
    {
        await using TestHost host = await TestHost.StartNewAsync(options => options with { NonCopySyncStatusCode = 409 });
        ApiClient api = await host.NewAccountAsync();
        string source = await api.NewContainerAsync(await api.NewProjectAsync());
        Assert.Equal("Conflict", (await api.PostAsync($"containers/{source}/sync")).Fails(409, "CONTAINER_NOT_COPIED").Body.Text("error"));
    }

    [Fact]
    public async Task A_copy_whose_source_is_gone_or_going_cannot_be_synchronised_and_keeps_its_files()
    {
        ApiClient api = await Host.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string source = await api.NewContainerAsync(project);
        string copy = await api.NewCopyAsync(source, project);
        using (await Host.HoldAsync(source))
        {
            (await api.DeleteAsync($"containers/{source}")).HasNoData();
            (await api.PostAsync($"containers/{copy}/sync")).Fails(400, "SOURCE_CONTAINER_NOT_FOUND");
        }

        await Host.WhenGoneAsync(api, source);
        Assert.Equal("Source container not found", (await api.PostAsync($"containers/{copy}/sync")).Fails(400, "SOURCE_CONTAINER_NOT_FOUND").Message);
        Assert.Equal(source, (await api.ContainerAsync(copy)).Text("source_container_id"));
        Assert.Equal("version 1", await File.ReadAllTextAsync(Host.FileOf(copy, "app.txt")));
    }

    [Fact]
    public async Task A_busy_copy_takes_neither_another_sync_nor_a_deletion_nor_a_snapshot()
    {
        ApiClient api = await Host.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string copy = await api.NewCopyAsync(await api.NewContainerAsync(project), project);
        string operation;
        using (await Host.HoldAsync(copy))
        {
            operation = (await api.PostAsync($"containers/{copy}/sync")).Data().Text("operation_id");
            Assert.NotNull((await api.PostAsync($"containers/{copy}/sync")).Fails(409, "OPERATION_STATE_CONFLICT").Headers.RetryAfter);
            (await api.DeleteAsync($"containers/{copy}")).Fails(409, "OPERATION_STATE_CONFLICT");
            (await api.PostAsync($"containers/{copy}/stop")).Fails(409, "CONTAINER_OPERATION_IN_PROGRESS");
            Answer snapshot = (await api.PostAsync($"containers/{copy}/snapshots")).Fails(409, "SNAPSHOT_OPERATION_IN_PROGRESS");
            Assert.Equal("SNAPSHOT_OPERATION_IN_PROGRESS", snapshot.Body.Text("error"));
            Assert.NotNull(snapshot.Headers.RetryAfter);
        }

        await api.WaitAsync(operation);
        await api.SyncAsync(copy);
    }
}
