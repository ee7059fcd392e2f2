using System.Net;
using Hoody.Sdk.Tests.Fakes;

namespace Hoody.Sdk.Tests.Credentials;

public class CredentialTests
{
    private static readonly string Refused = ClientFixture.Error(401, "Unauthorized", "Token expired");

    [Fact]
    public async Task A_refused_token_is_replaced_once_and_the_request_sent_again()
    {
        List<bool> asked = [];
        using ClientFixture fixture = new(credential: HoodyCredential.FromDelegate((request, _) =>
        {
            asked.Add(request.ForceRefresh);
            return new(new HoodyAccessToken(request.ForceRefresh ? "new" : "old"));
        }));
        fixture.Service.Reply(Refused, HttpStatusCode.Unauthorized).Reply(ClientFixture.ContainerJson("copying"), HttpStatusCode.Created);

        await fixture.Client.Containers.CopyAsync(ClientFixture.Source, new CopyContainerRequest(ClientFixture.Project));

        Assert.Equal([false, true], asked);
        Assert.Equal(["Bearer old", "Bearer new"], fixture.Service.Sent.SelectMany(s => s.Headers.GetValues("Authorization")));
    }

    [Fact]
    public async Task The_same_token_again_is_not_sent_again()
    {
        using ClientFixture fixture = new();
        fixture.Service.Reply(Refused, HttpStatusCode.Unauthorized);
        await Assert.ThrowsAsync<HoodyAuthenticationException>(() => fixture.Client.Containers.GetAsync(ClientFixture.Copy));
        Assert.Single(fixture.Service.Sent);
    }

    [Fact]
    public async Task A_second_refusal_is_final()
    {
        int count = 0;
        using ClientFixture fixture = new(credential: HoodyCredential.FromDelegate((_, _) => new(new HoodyAccessToken($"t{count++}"))));
        fixture.Service.Reply(Refused, HttpStatusCode.Unauthorized).Reply(Refused, HttpStatusCode.Unauthorized);
        await Assert.ThrowsAsync<HoodyAuthenticationException>(() => fixture.Client.Containers.GetAsync(ClientFixture.Copy));
        Assert.Equal(2, fixture.Service.Sent.Count);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a\r\nX-Evil: 1")]
    public async Task A_credential_that_gives_no_token_stops_the_request(string? token)
    {
        using ClientFixture fixture = new(credential: HoodyCredential.FromDelegate((_, _) => new(new HoodyAccessToken(token!)))); // null is the case
        await Assert.ThrowsAsync<InvalidOperationException>(() => fixture.Client.Containers.GetAsync(ClientFixture.Copy));
        Assert.Empty(fixture.Service.Sent);
    }
}
