using Hoody.EndToEnd.Tests.Workflows;
using Hoody.Sdk;

namespace Hoody.EndToEnd.Tests.Readme;

/// <summary>The samples for tests of users, run.</summary>
public sealed class ClientTestingTests(HostFixture host) : IClassFixture<HostFixture>
{
    [Fact]
    public async Task A_doubled_listing_is_all_that_the_search_for_copies_needs()
    {
        ContainerId source = new("000000000000000000000001");
        ContainerId copy = new("000000000000000000000002");
        Assert.Equal([copy], await ClientTesting.FindCopiesByDoubleAsync(source, copy));
    }

    [Fact]
    public async Task A_copy_whose_reply_is_lost_is_found_and_made_once()
    {
        ContainerId production = await host.CreateContainerAsync("faulty");
        Container container = await ClientTesting.CopyOverFaultsAsync(host.Host, production, host.Project);

        Assert.Equal(0, host.Host.Faults.PendingCount);
        Container only = Assert.Single(await host.Client.Containers.FindCopiesAsync(production).ToListAsync());
        Assert.Equal((only.Id, "staging-over-faults"), (container.Id, container.Name));
    }
}
