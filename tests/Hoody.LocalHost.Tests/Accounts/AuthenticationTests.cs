using Hoody.LocalHost.Tests.Fixtures;

namespace Hoody.LocalHost.Tests.Accounts;

[Collection(SharedHostGroup.Name)]
public class AuthenticationTests(SharedHost shared)
{
    private const string WrongToken = "hdy_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    private TestHost Host => shared.Host;

    [Fact]
    public async Task No_route_answers_without_a_token()
    {
        IReadOnlyList<MappedRoute> routes = MappedRoute.Of(Host.Host);
        Assert.True(routes.Count >= 40, $"only {routes.Count} routes were found");
        foreach (MappedRoute route in routes)
        {
            foreach (string slash in (string[])["", "/"])
            {
                Answer answer = await Host.As(null).SendAsync(route.Method, route.PathWith(Scenes.UnknownId) + slash, route.Body);
                answer.Fails(401, "MISSING_TOKEN");
                Assert.Equal("Bearer", Assert.Single(answer.Headers.WwwAuthenticate).Scheme);
            }
        }
    }

    [Fact]
    public async Task No_route_answers_to_a_token_that_nobody_has()
    {
        foreach (MappedRoute route in MappedRoute.Of(Host.Host))
        {
            Answer answer = await Host.As(WrongToken).SendAsync(route.Method, route.PathWith(Scenes.UnknownId), route.Body);
            answer.Fails(401, "INVALID_TOKEN");
        }
    }

    [Fact]
    public void Every_route_lies_below_one_of_the_two_prefixes() =>
        Assert.All(MappedRoute.Of(Host.Host), route => Assert.Matches("^/(api|local)/v1/", route.Template));

    [Theory]
    [InlineData("Bearer {0}")]
    [InlineData("bearer {0}")]
    [InlineData("{0}")]
    public async Task A_token_is_accepted_with_the_scheme_and_bare(string header)
    {
        string token = await Host.Host.CreateAccountAsync();
        (await SendWithAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, header, token), "/api/v1/servers")).Data();
    }

    [Theory]
    [InlineData("Basic aGR5XzE6aGR5XzI=")]
    [InlineData("Bearer")]
    [InlineData("Bearer not-ours")]
    [InlineData("Bearer hdy_")]
    public async Task Any_other_header_is_refused(string header) =>
        (await SendWithAsync(header, "/api/v1/servers")).Fails(401, "INVALID_TOKEN");

    [Theory]
    [InlineData("token")]
    [InlineData("access_token")]
    [InlineData("api_key")]
    public async Task A_token_in_the_query_is_refused_even_beside_a_good_header(string key)
    {
        string token = await Host.Host.CreateAccountAsync();
        (await Host.As(null).GetAsync($"servers?{key}={token}")).Fails(401, "MISSING_TOKEN");
        (await Host.As(token).GetAsync($"servers?{key}={token}")).Fails(401, "INVALID_TOKEN");
    }

    [Fact]
    public async Task The_data_folder_holds_no_token_in_the_clear()
    {
        await using TestHost host = await TestHost.StartNewAsync();
        string token = await host.Host.CreateAccountAsync();
        (await host.As(token).GetAsync("servers")).Data();
        await host.StopAsync();

        byte[] secret = System.Text.Encoding.UTF8.GetBytes(token["hdy_".Length..]);
        foreach (string file in Directory.EnumerateFiles(host.DataFolder, "*", SearchOption.AllDirectories))
        {
            Assert.True((await File.ReadAllBytesAsync(file)).AsSpan().IndexOf(secret) < 0, $"'{file}' holds a token");
        }
    }

    private async Task<Answer> SendWithAsync(string header, string path)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Authorization", header);
        return await Host.As(null).SendAsync(request);
    }
}
