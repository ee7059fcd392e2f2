using System.Security.Cryptography;
using System.Text.Json;
using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;
using Hoody.LocalHost.Tests.Fixtures;
using Hoody.Testing;
using Hoody.Volumes;

namespace Hoody.LocalHost.Tests.Peers;

/// <summary>Two hosts in two processes, either of them killed at any moment of a copy or a sync.</summary>
public sealed class KilledHostsTests
{
    private const int Files = 300;

    // HOODY_LONG_TESTS=1 for the hundred.
    private static readonly int _kills = LongForm.Choose(6, 100);

    [Fact]
    public async Task A_copy_or_sync_whose_host_or_peer_is_killed_completes_when_it_is_tried_again()
    {
        using HostPair hosts = new();
        Fill(hosts.Image, 0);
        await hosts.StartAsync();
        string project = await hosts.Api.NewProjectAsync();
        string source = await hosts.Api.NewContainerAsync(project);
        string directory = hosts.Main.DirectoryOf(HostPair.Local, source);

        Random random = new(20261129);
        string copy = "";
        for (int i = 0; i < _kills; i++)
        {
            Fill(directory, i + 1);
            string operation;
            if (i % 10 == 0)
            {
                JsonElement made = await hosts.BeginCopyAsync(source, project);
                (copy, operation) = (made.Text("id"), made.Text("operation_id"));
            }
            else
            {
                operation = (await hosts.Api.PostAsync($"containers/{copy}/sync")).Data().Text("operation_id");
            }

            for (int looks = random.Next(40); looks > 0; looks--)
            {
                (await hosts.Api.GetAsync($"/local/v1/operations/{operation}")).Data();
            }

            HostProcess victim = i % 2 == 0 ? hosts.Peer : hosts.Main;
            await victim.KillAsync();
            await RequireSoundAsync(victim.StoreOf(victim == hosts.Peer ? HostPair.Remote : HostPair.Local));
            await victim.StartAsync();
            if ((await hosts.Api.WhenEndedAsync(operation)).Text("status") != "succeeded")
            {
                string retry = (await hosts.Api.PostAsync($"containers/{copy}/sync")).Data().Text("operation_id");
                await hosts.Api.WaitAsync(retry);
            }

            Assert.Equal(Listing(directory), Listing(hosts.Peer.DirectoryOf(HostPair.Remote, copy)));
        }

        await RequireSoundAsync(hosts.Peer.StoreOf(HostPair.Remote));
    }

    private static async Task RequireSoundAsync(string store)
    {
        await using BlobStore blobs = await BlobStore.OpenAsync(new DiskBackend(store));
        Assert.True((await new VolumeStore(blobs).VerifyAsync()).IsSound);
    }

    private static void Fill(string directory, int version)
    {
        Random random = new(version);
        for (int i = 0; i < Files; i++)
        {
            if (version == 0 || random.Next(4) == 0)
            {
                byte[] content = new byte[random.Next(20_000)];
                random.NextBytes(content);
                Directory.CreateDirectory(Path.Combine(directory, $"d{i % 7}"));
                File.WriteAllBytes(Path.Combine(directory, $"d{i % 7}", $"file-{i}"), content);
            }
        }
    }

    private static string[] Listing(string directory) =>
    [
        .. Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => $"{Path.GetRelativePath(directory, file)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}"),
    ];
}
