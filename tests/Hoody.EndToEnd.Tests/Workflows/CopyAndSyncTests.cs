using Hoody.Sdk;

namespace Hoody.EndToEnd.Tests.Workflows;

/// <summary>What the product page promises, through the client, the API and the engine.</summary>
public sealed class CopyAndSyncTests(HostFixture host) : IClassFixture<HostFixture>
{
    [Fact]
    public async Task A_copy_has_the_files_a_new_id_and_its_source()
    {
        ContainerId source = await host.CreateContainerAsync("copied");
        ContainerId copy = await host.CopyAsync(source, new(host.Project) { Name = "copied-copy" });

        Container container = await host.Client.Containers.GetAsync(copy);
        Assert.NotEqual(source, copy);
        Assert.Equal(source, container.SourceContainerId);
        Assert.Equal(ContainerStatus.Running, container.Status);
        Assert.Equal("version 1", await File.ReadAllTextAsync(host.FileOf(copy, "app.txt")));
    }

    [Fact]
    public async Task A_copy_never_has_its_sources_key()
    {
        SshPublicKey key = SshPublicKey.Parse("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g");
        ContainerId source = await host.CreateContainerAsync("keyed", key);

        await Assert.ThrowsAsync<ArgumentException>(
            () => host.Client.Containers.CopyAsync(source, new(host.Project) { SshPublicKey = key }));
        ContainerId other = await host.CreateContainerAsync("not-keyed");
        SshPublicKeyInUseException error = await Assert.ThrowsAsync<SshPublicKeyInUseException>(
            () => host.Client.Containers.CopyAsync(other, new(host.Project) { SshPublicKey = key }));
        ContainerId copy = await host.CopyAsync(source, new(host.Project));

        Assert.Equal("SSH_PUBLIC_KEY_IN_USE", error.ErrorCode?.Value);
        SshPublicKey? keyOfCopy = (await host.Client.Containers.GetAsync(copy)).SshPublicKey;
        Assert.Equal("ssh-ed25519", keyOfCopy?.Algorithm);
        Assert.NotEqual(key, keyOfCopy);
    }

    [Fact]
    public async Task A_sync_brings_new_changed_and_deleted_files_and_keeps_what_is_the_copys()
    {
        ContainerId source = await host.CreateContainerAsync("synced");
        ContainerId copy = await host.CopyAsync(source, new(host.Project) { Name = "synced-copy", TargetServerId = host.Servers["node-eu"] });
        Container before = await host.Client.Containers.GetAsync(copy);
        await File.WriteAllTextAsync(host.FileOf(source, "app.txt"), "version 2");
        await File.WriteAllTextAsync(host.FileOf(source, "new.txt"), "new");
        File.Delete(host.FileOf(source, "data.txt"));
        await File.WriteAllTextAsync(host.FileOf(copy, "local.txt"), "a local change, which the page says is overwritten");

        await host.SyncAsync(copy);

        Container after = await host.Client.Containers.GetAsync(copy);
        Assert.Equal(["app.txt", "new.txt"], Directory.GetFiles(host.Host.GetContainerDirectory(copy)).Select(Path.GetFileName).Order());
        Assert.Equal("version 2", await File.ReadAllTextAsync(host.FileOf(copy, "app.txt")));
        Assert.Equal((before.Id, before.Name, before.SshPublicKey), (after.Id, after.Name, after.SshPublicKey));
    }

    [Fact]
    public async Task A_copy_of_a_snapshot_is_what_the_snapshot_holds()
    {
        ContainerId source = await host.CreateContainerAsync("snapped");
        await host.Client.Snapshots.CreateAsync(source, new CreateSnapshotRequest { Alias = "stable" });
        await File.WriteAllTextAsync(host.FileOf(source, "app.txt"), "broken");

        ContainerId copy = await host.CopyAsync(source, new(host.Project) { SourceSnapshot = "stable" });

        Assert.Equal("version 1", await File.ReadAllTextAsync(host.FileOf(copy, "app.txt")));
        List<string> snapshots = [];
        await foreach (Snapshot snapshot in host.Client.Snapshots.ListAsync(copy))
        {
            snapshots.Add(snapshot.Name);
        }

        Assert.Equal(["stable"], snapshots);
    }

    [Fact]
    public async Task A_restored_snapshot_takes_the_changes_back()
    {
        ContainerId container = await host.CreateContainerAsync("restored");
        await host.Client.Snapshots.CreateAsync(container, new CreateSnapshotRequest { Alias = "before" });
        File.Delete(host.FileOf(container, "data.txt"));

        ContainerOperation restore = await host.Client.Snapshots.RestoreAsync(container, "before");
        await restore.WaitForCompletionAsync(HostFixture.Wait);

        Assert.Equal("data", await File.ReadAllTextAsync(host.FileOf(container, "data.txt")));
    }

    [Fact]
    public async Task What_is_no_copy_cannot_be_synced()
    {
        ContainerId container = await host.CreateContainerAsync("original");

        HoodyApiException error = await Assert.ThrowsAnyAsync<HoodyApiException>(() => host.Client.Containers.SyncAsync(container));

        Assert.Equal(400, (int)error.StatusCode);
        Assert.Contains("not created from a copy", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_sees_nothing_of_another()
    {
        ContainerId container = await host.CreateContainerAsync("private");
        string token = await host.Host.CreateAccountAsync();
        using HoodyClient stranger = new(HoodyCredential.FromToken(token), new HoodyClientOptions { BaseAddress = host.Host.BaseAddress });

        await Assert.ThrowsAsync<HoodyNotFoundException>(() => stranger.Containers.GetAsync(container));
        await Assert.ThrowsAsync<SourceContainerNotFoundException>(() => stranger.Containers.CopyAsync(container, new(host.Project)));
        await Assert.ThrowsAsync<HoodyNotFoundException>(() => stranger.Containers.SyncAsync(container));
    }

    [Fact]
    public async Task A_container_that_is_not_there_is_said_to_be_not_there() =>
        await Assert.ThrowsAsync<HoodyNotFoundException>(() => host.Client.Containers.GetAsync(new ContainerId("0123456789abcdef01234567")));

    [Fact]
    public async Task A_wrong_token_is_refused()
    {
        using HoodyClient nobody = new(HoodyCredential.FromToken("hdy_wrong"), new HoodyClientOptions { BaseAddress = host.Host.BaseAddress });

        await Assert.ThrowsAsync<HoodyAuthenticationException>(() => nobody.Containers.GetAsync(new ContainerId("0123456789abcdef01234567")));
    }
}
