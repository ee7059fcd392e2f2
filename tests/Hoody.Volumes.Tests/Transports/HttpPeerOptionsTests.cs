using Hoody.Volumes.Transports;

namespace Hoody.Volumes.Tests.Transports;

public sealed class HttpPeerOptionsTests
{
    [Theory]
    [InlineData("http://192.0.2.1:80")]
    [InlineData("https://peer.example")]
    [InlineData("https://192.0.2.1/path")]
    [InlineData("https://user@192.0.2.1")]
    [InlineData("https://192.0.2.1?query")]
    [InlineData("ftp://192.0.2.1")]
    [InlineData("file:///etc/passwd")]
    public void An_address_is_encrypted_or_loopback_and_numeric_or_with_a_list(string address) =>
        Refuse(new HttpPeerOptions { Address = new Uri(address), Token = "token" });

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("line\r\nX-Other: header")]
    public void A_token_is_visible_characters(string token) => Refuse(Valid with { Token = token });

    [Theory]
    [InlineData("12")]
    [InlineData("zz00000000000000000000000000000000000000000000000000000000000000")]
    public void A_pin_is_64_hexadecimal_digits(string pin) => Refuse(Valid with { CertificateSha256 = pin });

    [Fact]
    public void Times_are_more_than_nothing()
    {
        Refuse(Valid with { ConnectTimeout = TimeSpan.Zero });
        Refuse(Valid with { AnswerTimeout = TimeSpan.Zero });
        Refuse(Valid with { ConnectTimeout = TimeSpan.MaxValue });
        Refuse(Valid with { AnswerTimeout = TimeSpan.MaxValue });
        Refuse(Valid with { KeepAliveInterval = TimeSpan.FromMilliseconds(1) });
    }

    private static HttpPeerOptions Valid => new() { Address = new Uri("http://[::1]:80"), Token = "token" };

    private static void Refuse(HttpPeerOptions options) => Assert.ThrowsAny<ArgumentException>(() => new HttpPeer(options).Dispose());
}
