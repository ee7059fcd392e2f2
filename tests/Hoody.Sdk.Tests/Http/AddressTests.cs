using Hoody.Sdk.Tests.Fakes;

namespace Hoody.Sdk.Tests.Http;

public class AddressTests
{
    [Theory]
    [InlineData("http://127.0.0.1:5005", "http://127.0.0.1:5005/api/v1/containers/a")]
    [InlineData("https://gateway.example/hoody", "https://gateway.example/hoody/api/v1/containers/a")]
    [InlineData("https://gateway.example/hoody/", "https://gateway.example/hoody/api/v1/containers/a")]
    public async Task The_base_address_may_have_port_and_path(string baseAddress, string expected)
    {
        using ClientFixture fixture = new(options => options.BaseAddress = new Uri(baseAddress));
        Assert.Equal(expected, await AddressOfGetAsync(fixture, null));
    }

    [Fact]
    public async Task A_realm_is_a_subdomain()
    {
        using ClientFixture fixture = new(options => options.Realm = "507f1f77bcf86cd799439011");
        Assert.Equal("https://507f1f77bcf86cd799439011.api.hoody.com/api/v1/containers/a", await AddressOfGetAsync(fixture, null));
    }

    [Fact]
    public async Task A_call_may_choose_its_own_realm()
    {
        using ClientFixture fixture = new();
        Assert.Equal(
            "https://other.api.hoody.com/api/v1/containers/a", await AddressOfGetAsync(fixture, new RequestOptions { Realm = "other" }));
    }

    [Fact]
    public async Task A_realm_of_a_host_that_can_have_none_is_refused()
    {
        using ClientFixture fixture = new(options => options.BaseAddress = new Uri("http://127.0.0.1:5005"));
        await Assert.ThrowsAsync<ArgumentException>(() => AddressOfGetAsync(fixture, new RequestOptions { Realm = "other" }));
        Assert.Empty(fixture.Service.Sent);
    }

    [Theory]
    [InlineData("evil.example/")]
    [InlineData("a.b")]
    [InlineData("")]
    public void A_realm_that_is_more_than_a_label_is_refused(string realm) =>
        Assert.Throws<ArgumentException>(() => new RequestOptions { Realm = realm });

    [Fact]
    public async Task Headers_of_a_call_are_sent()
    {
        using ClientFixture fixture = new();
        await AddressOfGetAsync(fixture, new RequestOptions { Headers = new Dictionary<string, string> { ["X-Hoody-Client-Name"] = "ci" } });
        Assert.Equal("ci", Assert.Single(fixture.Service.Only.Headers.GetValues("X-Hoody-Client-Name")));
    }

    [Theory]
    [InlineData("authorization", "Bearer other")]
    [InlineData("Content-Type", "text/plain")]
    [InlineData("X-A", "b\r\nX-C: d")]
    [InlineData("X A", "b")]
    public async Task Headers_that_are_not_a_callers_to_set_are_refused(string name, string value)
    {
        using ClientFixture fixture = new();
        await Assert.ThrowsAsync<ArgumentException>(
            () => AddressOfGetAsync(fixture, new RequestOptions { Headers = new Dictionary<string, string> { [name] = value } }));
        Assert.Empty(fixture.Service.Sent);
    }

    private static async Task<string> AddressOfGetAsync(ClientFixture fixture, RequestOptions? request)
    {
        fixture.Service.Reply(ClientFixture.ContainerJson("running"));
        await fixture.Client.Containers.GetAsync(new ContainerId("a"), request);
        return fixture.Service.Only.Address.AbsoluteUri;
    }
}
