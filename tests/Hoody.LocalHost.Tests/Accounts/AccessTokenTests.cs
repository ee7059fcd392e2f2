using Hoody.LocalHost.Accounts;

namespace Hoody.LocalHost.Tests.Accounts;

public sealed class AccessTokenTests
{
    [Fact]
    public void Two_tokens_are_never_the_same() => Assert.NotEqual(AccessToken.New(), AccessToken.New());

    [Theory]
    [InlineData("Bearer hdy_abc", "hdy_abc")]
    [InlineData("bearer hdy_abc", "hdy_abc")]
    [InlineData("Bearer   hdy_abc ", "hdy_abc")]
    [InlineData("hdy_abc", "hdy_abc")]
    public void A_header_gives_its_token(string header, string token)
    {
        Assert.True(AccessToken.TryRead(header, out string read));
        Assert.Equal(token, read);
    }

    [Theory]
    [InlineData("Basic aGR5X2FiYw==")]
    [InlineData("Bearer")]
    [InlineData("Bearer eyJhbGciOiJIUzI1NiJ9.e30.x")]
    [InlineData("Token hdy_abc")]
    public void A_header_of_another_form_gives_none(string header) => Assert.False(AccessToken.TryRead(header, out _));

    [Fact]
    public void A_token_of_endless_length_is_not_even_hashed() => Assert.False(AccessToken.TryRead("hdy_" + new string('a', 1000), out _));
}
