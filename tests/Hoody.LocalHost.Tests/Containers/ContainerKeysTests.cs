using System.Text.Json;
using Hoody.LocalHost.Jobs;
using Hoody.LocalHost.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace Hoody.LocalHost.Tests.Containers;

[Collection(SharedHostGroup.Name)]
public class ContainerKeysTests(SharedHost shared)
{
    private TestHost Host => shared.Host;

    [Fact]
    public async Task A_given_key_becomes_the_copys_and_no_private_key_is_made()
    {
        ApiClient api = await Host.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string source = await api.NewContainerAsync(project);
        string key = Scenes.NewPublicKey();
        string copy = await api.NewCopyAsync(source, project, more: $",\"ssh_public_key\":\"{key} me@home\"");
        JsonElement container = await api.ContainerAsync(copy);
        Assert.Equal(key + " me@home", container.Text("ssh_public_key"));
        Assert.StartsWith("SHA256:", container.Text("ssh_key_fingerprint"), StringComparison.Ordinal);
        Assert.False(File.Exists(Host.PrivateKeyOf(copy)));
    }

    [Fact]
    public async Task The_sources_own_key_and_any_other_containers_are_refused()
    {
        ApiClient api = await Host.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string sourceKey = Scenes.NewPublicKey();
        string source = await api.NewContainerAsync(project, more: $",\"ssh_public_key\":\"{sourceKey}\"");
        string copyKey = Scenes.NewPublicKey();
        await api.NewCopyAsync(source, project, more: $",\"ssh_public_key\":\"{copyKey}\"");
        foreach (string key in (string[])[sourceKey, copyKey])
        {
            Answer answer = await api.PostAsync(
                $"containers/{source}/copy", $$"""{"target_project_id":"{{project}}","name":"second","ssh_public_key":"{{key}}"}""");
            answer.Fails(409, "SSH_PUBLIC_KEY_IN_USE");
            Assert.Equal("Conflict", answer.Body.Text("error"));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"ssh_public_key\":null")]
    public async Task A_generated_private_key_is_its_owners_file_and_in_no_answer(string field)
    {
        ApiClient api = await Host.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string copy = await api.NewCopyAsync(await api.NewContainerAsync(project), project, more: field);
        (await api.GetAsync("containers?runtime=true")).Data();
        (await api.GetAsync($"containers/{copy}/status-logs")).Data();
        (await api.GetAsync($"/local/v1/containers/{copy}/operations")).Data();

        string path = Host.PrivateKeyOf(copy);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }

        string[] lines = await File.ReadAllLinesAsync(path);
        Assert.Equal("-----BEGIN OPENSSH PRIVATE KEY-----", lines[0]);
        Assert.Equal("-----END OPENSSH PRIVATE KEY-----", lines[^1]);
        Assert.All(lines, line => Assert.DoesNotContain(Host.Transcript, answer => answer.Contains(line, StringComparison.Ordinal)));
        Assert.DoesNotContain(Host.Transcript, answer => answer.Contains("PRIVATE KEY", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_generated_private_key_belongs_to_the_public_one()
    {
        ApiClient api = await Host.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string copy = await api.NewCopyAsync(await api.NewContainerAsync(project), project);
        string publicKey = (await api.ContainerAsync(copy)).Text("ssh_public_key").Split(' ')[1];

        // The private file begins with the public key: magic, three texts, the number of keys, and then its blob with a length.
        string[] lines = await File.ReadAllLinesAsync(Host.PrivateKeyOf(copy));
        byte[] file = Convert.FromBase64String(string.Concat(lines[1..^1]));
        Assert.True(file.AsSpan().StartsWith("openssh-key-v1\0"u8));
        Assert.True(file.AsSpan().IndexOf(Convert.FromBase64String(publicKey)) > 0);
    }

    [Fact]
    public async Task A_copy_that_is_made_keeps_its_key_when_its_job_cannot_be_scheduled()
    {
        await using TestHost host = await TestHost.StartNewAsync();
        ApiClient api = await host.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string source = await api.NewContainerAsync(project);
        IScheduler scheduler = await host.Host.Services.GetRequiredKeyedService<ISchedulerFactory>(OperationQueue.Scheduler).GetScheduler();
        await scheduler.Shutdown();
        await api.PostAsync($"containers/{source}/copy", $$"""{"target_project_id":"{{project}}"}""");
        JsonElement copy = (await api.GetAsync("containers")).Data().GetProperty("containers").EnumerateArray()
            .Single(container => container.Text("id") != source);
        Assert.True(File.Exists(host.PrivateKeyOf(copy.Text("id"))));
    }

    [Fact]
    public async Task A_copy_that_is_refused_leaves_no_key_behind()
    {
        ApiClient api = await Host.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string source = await api.NewContainerAsync(project);
        string keys = Path.Combine(Host.DataFolder, "keys");
        int before = Directory.Exists(keys) ? Directory.GetDirectories(keys).Length : 0;
        (await api.PostAsync($"containers/{source}/copy", $$"""{"target_project_id":"{{project}}","name":"source"}"""))
            .Fails(409, "CONTAINER_NAME_IN_USE");
        Assert.Equal(before, Directory.Exists(keys) ? Directory.GetDirectories(keys).Length : 0);
    }
}
