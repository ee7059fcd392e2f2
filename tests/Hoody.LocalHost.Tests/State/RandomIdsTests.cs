using Hoody.LocalHost.State;

namespace Hoody.LocalHost.Tests.State;

public sealed class RandomIdsTests
{
    [Fact]
    public void Ids_are_of_the_services_form_and_differ()
    {
        Assert.Matches("^[0-9a-f]{24}$", RandomIds.NewResourceId());
        Assert.Matches("^[0-9a-f]{32}$", RandomIds.NewOperationId());
        Assert.Equal(1000, Enumerable.Range(0, 1000).Select(_ => RandomIds.NewResourceId()).Distinct().Count());
    }

    [Theory]
    [InlineData("0123456789abcdef01234567", true)]
    [InlineData("0123456789ABCDEF01234567", false)]
    [InlineData("0123456789abcdef0123456", false)]
    [InlineData("0123456789abcdef012345678", false)]
    [InlineData("0123456789abcdef0123456g", false)]
    [InlineData("0123456789abcdef0123456\n", false)]
    [InlineData("", false)]
    public void Only_24_lower_case_hexadecimal_digits_are_a_resources_id(string text, bool isId) =>
        Assert.Equal(isId, RandomIds.IsResourceId(text));
}
