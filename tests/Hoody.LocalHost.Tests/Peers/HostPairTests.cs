using System.Text.Json;
using Hoody.LocalHost.Tests.Fixtures;
using Hoody.Testing;
using Hoody.Volumes.Tests.Fixtures;

namespace Hoody.LocalHost.Tests.Peers;

/// <summary>Copies and syncs between two hosts in two processes, looked at by the machine's own tools.</summary>
public sealed class HostPairTests
{
    [SkippableFact]
    public async Task Modes_owners_times_attributes_and_links_are_the_same_on_both_hosts_and_so_are_snapshots()
    {
        Skip.IfNot(Environment.IsPrivilegedProcess && Tool.Exists("setfattr"), "needs root and setfattr (attr)");
        using HostPair hosts = new();
        await hosts.StartAsync();
        string project = await hosts.Api.NewProjectAsync();
        string source = await hosts.Api.NewContainerAsync(project);
        string here = hosts.Main.DirectoryOf(HostPair.Local, source);
        SampleTree.Create(here);
        IReadOnlyList<string> first = DirectoryListing.Of(here);
        await hosts.Api.NewSnapshotAsync(source, "before");
        Shell.Run(here, "chmod 0600 one; chown 5:6 sub/first; touch -h -d '@1500000000.5' dangling; setfattr -n user.comment -v other one; rm -r sizes; ln one two");
        IReadOnlyList<string> second = DirectoryListing.Of(here);
        Assert.NotEqual(first, second);

        JsonElement copy = await hosts.BeginCopyAsync(source, project);
        Assert.Empty((await hosts.Api.WaitAsync(copy.Text("operation_id"))).GetProperty("notices").EnumerateArray());
        string there = hosts.Peer.DirectoryOf(HostPair.Remote, copy.Text("id"));
        Assert.Equal(second, DirectoryListing.Of(there));

        await RestoreAsync(hosts.Api, copy.Text("id"));
        Assert.Equal(first, DirectoryListing.Of(there));

        Shell.Run(here, "chown -R 7:8 sub; chmod 2770 sub; setfattr -x user.comment one; touch -d '@1400000000.25' .");
        await hosts.Api.SyncAsync(copy.Text("id"));
        Assert.Equal(DirectoryListing.Of(here), DirectoryListing.Of(there));
    }

    [SkippableFact]
    public async Task A_copy_and_a_sync_cross_a_link_of_100_megabits_between_two_network_namespaces()
    {
        Skip.If(NetworkPair.Lacking is not null, NetworkPair.Lacking);
        using NetworkPair network = new("100mbit");
        using HostPair hosts = new(network);
        byte[] content = new byte[4 << 20];
        new Random(1).NextBytes(content);
        await File.WriteAllBytesAsync(Path.Combine(hosts.Image, "data"), content);
        await hosts.StartAsync();
        string project = await hosts.Api.NewProjectAsync();
        string source = await hosts.Api.NewContainerAsync(project);

        JsonElement copy = await hosts.BeginCopyAsync(source, project);
        JsonElement copied = await hosts.Api.WaitAsync(copy.Text("operation_id"));
        Assert.InRange(copied.GetProperty("transferred_bytes").GetInt64(), content.Length, content.Length + (64 << 10));
        string there = Path.Combine(hosts.Peer.DirectoryOf(HostPair.Remote, copy.Text("id")), "data");
        Assert.Equal(content, await File.ReadAllBytesAsync(there));

        content[1 << 20] ^= 1;
        await File.WriteAllBytesAsync(Path.Combine(hosts.Main.DirectoryOf(HostPair.Local, source), "data"), content);
        string sync = (await hosts.Api.PostAsync($"containers/{copy.Text("id")}/sync")).Data().Text("operation_id");
        Assert.InRange((await hosts.Api.WaitAsync(sync)).GetProperty("transferred_bytes").GetInt64(), 1, content.Length / 4);
        Assert.Equal(content, await File.ReadAllBytesAsync(there));
    }

    private static async Task RestoreAsync(ApiClient api, string container)
    {
        (await api.PutAsync($"containers/{container}/snapshots/before")).Data();
        await api.WaitForLastOperationAsync(container);
    }
}
