using System.Text.Json;

namespace Hoody.Sdk.Tests.Containers;

public class ContainerStatusTests
{
    [Theory]
    [InlineData("creating", true)]
    [InlineData("copying", true)]
    [InlineData("claiming", true)]
    [InlineData("deleting", true)]
    [InlineData("running", false)]
    [InlineData("paused", false)]
    [InlineData("stopped", false)]
    [InlineData("failed", false)]
    [InlineData("deleted", false)]
    public void Every_documented_status_is_known(string word, bool isTransitional)
    {
        ContainerStatus status = new(word);
        Assert.True(status.IsKnown);
        Assert.Equal(isTransitional, status.IsTransitional);
    }

    [Fact]
    public void A_status_of_a_later_service_is_kept_as_it_came()
    {
        ContainerStatus status = JsonSerializer.Deserialize<ContainerStatus>("\"hibernating\"");
        Assert.False(status.IsKnown);
        Assert.False(status.IsTransitional);
        Assert.Equal("\"hibernating\"", JsonSerializer.Serialize(status));
    }

    [Fact]
    public void Equal_words_are_equal_statuses() => Assert.Equal(ContainerStatus.Copying, new ContainerStatus("copying"));

    [Fact]
    public void No_status_is_the_default_one()
    {
        Assert.Equal(default, JsonSerializer.Deserialize<ContainerStatus>("null"));
        Assert.Equal("", default(ContainerStatus).Value);
        Assert.False(default(ContainerStatus).IsKnown);
    }

    [Fact]
    public void A_status_has_a_word() => Assert.ThrowsAny<ArgumentException>(() => new ContainerStatus(" "));
}
