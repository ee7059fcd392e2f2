using Hoody.LocalHost.Tests.Fixtures;
using Hoody.Testing;
using Hoody.Volumes.Transfer;
using Microsoft.Extensions.DependencyInjection;

namespace Hoody.LocalHost.Tests.Peers;

/// <summary>What the transfers of one host share, whichever side of them it is.</summary>
public sealed class PeerTransferLimitTests
{
    [Fact]
    public async Task Every_transfer_of_a_host_counts_against_its_limits_at_both_ends_and_on_its_way_through()
    {
        await using PeerHosts hosts = await PeerHosts.StartAsync(
            adjustPeer: options => options with { TransferBytesPerSecond = 1 << 20, TransferMemoryBudgetBytes = 32 << 20 });
        ApiClient api = await hosts.Main.NewAccountAsync();
        string project = await api.NewProjectAsync();
        string source = await api.NewContainerAsync(project);
        Assert.Equal((1 << 20, 32 << 20), (Transfers(hosts.Asia).Options.BytesPerSecond, Transfers(hosts.Asia).Options.MemoryBudgetBytes));
        Assert.Null(Transfers(hosts.Main).Options.BytesPerSecond);

        string asia = await CopyAsync(api, source, project, "node-asia");
        long sent = Transfers(hosts.Main).BytesSent;
        Assert.InRange(sent, 500, Transfers(hosts.Asia).BytesReceived);
        await CopyAsync(api, asia, project, "node-us");
        Assert.InRange(Transfers(hosts.Asia).BytesSent, 100, Transfers(hosts.Main).BytesReceived);
        sent = Transfers(hosts.Main).BytesSent;
        await CopyAsync(api, asia, project, "node-africa");
        Assert.InRange(Transfers(hosts.Main).BytesSent, sent + 1_000, long.MaxValue);
        Assert.All([hosts.Main, hosts.Asia, hosts.Africa], host => Assert.Equal(0, Transfers(host).MemoryInUseBytes));
    }

    [Theory]
    [InlineData(65_535, 32 << 20)]
    [InlineData(65_536, (32 << 20) - 1)]
    public async Task Limits_that_are_too_low_are_refused_before_anything_is_made(long rate, long memory)
    {
        using TempDirectory folder = new();
        HoodyHostOptions options = new() { DataFolder = folder["data"], TransferBytesPerSecond = rate, TransferMemoryBudgetBytes = memory };
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => HoodyHost.StartAsync(options));
        Assert.False(Directory.Exists(folder["data"]));
    }

    private static TransferScheduler Transfers(TestHost host) => host.Host.Services.GetRequiredService<TransferScheduler>();

    private static async Task<string> CopyAsync(ApiClient api, string source, string project, string server) => await api.NewCopyAsync(
        source, project, $"copy-{server}", $",\"target_server_id\":\"{await api.ServerAsync(server)}\"");
}
