using Hoody.Sdk.Tests.Fakes;

namespace Hoody.Sdk.Tests.Conventions;

/// <summary>Stand-ins that users write for their own tests.</summary>
public class DoubleTests
{
    [Fact]
    public void One_that_overrides_nothing_says_so()
    {
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => new BareClient().Containers);
        Assert.Contains("override", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_stands_in_for_the_service()
    {
        HoodyClient client = new DoubledClient();
        Assert.Equal("doubled", (await client.Containers.GetAsync(ClientFixture.Copy)).Name);
    }

    private sealed class BareClient : HoodyClient;

    private sealed class DoubledClient : HoodyClient
    {
        public override ContainersClient Containers { get; } = new DoubledContainers();
    }

    private sealed class DoubledContainers : ContainersClient
    {
        public override Task<Container> GetAsync(
            ContainerId id, RequestOptions? request = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new Container { Id = id, Name = "doubled" });
    }
}
