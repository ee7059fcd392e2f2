using System.Net;
using Hoody.Sdk.Tests.Fakes;

namespace Hoody.Sdk.Tests.Authentication;

public sealed class LoginCredentialTests : IDisposable
{
    private const string Password = "canary horse battery";

    private readonly ClientFixture _fixture = new(credential: HoodyCredential.FromLogin("alice", Password));

    private ScriptedHandler Service => _fixture.Service;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task The_first_request_signs_in_and_later_ones_do_not()
    {
        Service.Reply(GoldenFile.Read("wire/login.200.json")).Reply(Container).Reply(Container);
        await GetAsync();
        await GetAsync();

        Assert.Equal(["POST", "GET", "GET"], Service.Sent.Select(s => s.Method));
        Assert.False(Service.Sent[0].Headers.Contains("Authorization"));
        Assert.Equal($$"""{"username":"alice","password":"{{Password}}"}""", Service.Sent[0].Body);
        Assert.All(Service.Sent.Skip(1), sent => Assert.Equal("Bearer access-1", Bearer(sent)));
    }

    [Fact]
    public async Task A_token_that_is_about_to_end_is_refreshed_with_the_refresh_token_in_body_and_header()
    {
        Service.Reply(GoldenFile.Read("wire/login.200.json")).Reply(Container).Reply(Session("access-2", "refresh-2")).Reply(Container);
        await GetAsync();
        _fixture.Clock.Advance(TimeSpan.FromSeconds(86400 - 30));
        await GetAsync();

        Assert.Equal("/api/v1/users/auth/refresh", Service.Sent[2].Target);
        Assert.Equal("Bearer refresh-1", Bearer(Service.Sent[2]));
        Assert.Equal("""{"refreshToken":"refresh-1"}""", Service.Sent[2].Body);
        Assert.Equal("Bearer access-2", Bearer(Service.Sent[3]));
    }

    [Fact]
    public async Task A_refresh_token_that_is_used_up_is_followed_by_a_login()
    {
        Service.Reply(GoldenFile.Read("wire/login.200.json")).Reply(Container).Reply(Refused, HttpStatusCode.Unauthorized)
            .Reply(Refused, HttpStatusCode.Unauthorized).Reply(Session("access-3", null)).Reply(Container);
        await GetAsync();
        await GetAsync(); // its token is refused, and so is the refresh token

        Assert.Equal("/api/v1/users/auth/login", Service.Sent[4].Target);
        Assert.Equal("Bearer access-3", Bearer(Service.Sent[5]));
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.Forbidden)]
    public async Task A_refresh_token_that_is_refused_by_another_status_does_not_lock_the_client_out(HttpStatusCode status)
    {
        Service.Reply(GoldenFile.Read("wire/login.200.json")).Reply(Container).Reply(Refused, HttpStatusCode.Unauthorized)
            .Reply(ClientFixture.Error((int)status, "x", "No such session"), status).Reply(Session("access-3", null)).Reply(Container);
        await GetAsync();
        await GetAsync();
        Assert.Equal("Bearer access-3", Bearer(Service.Sent[5]));
    }

    [Fact]
    public async Task However_many_requests_are_refused_at_once_one_of_them_refreshes()
    {
        int logins = 0;
        int refreshes = 0;
        Service.Otherwise = request =>
        {
            switch (request.RequestUri!.Segments[^1])
            {
                case "login":
                    Interlocked.Increment(ref logins);
                    return ScriptedHandler.Response(HttpStatusCode.OK, GoldenFile.Read("wire/login.200.json"));
                case "refresh":
                    Interlocked.Increment(ref refreshes);
                    return ScriptedHandler.Response(HttpStatusCode.OK, Session("access-2", "refresh-2"));
                default:
                    return request.Headers.Authorization!.Parameter == "access-2"
                        ? ScriptedHandler.Response(HttpStatusCode.OK, Container)
                        : ScriptedHandler.Response(HttpStatusCode.Unauthorized, Refused);
            }
        };

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(GetAsync)));

        Assert.Equal((1, 1), (logins, refreshes));
    }

    [Fact]
    public async Task A_token_whose_end_is_the_beginning_of_time_is_renewed_for_each_request()
    {
        string session = ClientFixture.Envelope("""{"token":"access-1","expires_at":"0001-01-01T00:00:00Z"}""");
        Service.Reply(session).Reply(Container).Reply(session).Reply(Container);
        await GetAsync();
        await GetAsync();
        Assert.Equal(["POST", "GET", "POST", "GET"], Service.Sent.Select(s => s.Method));
    }

    [Fact]
    public async Task What_one_service_gave_is_sent_to_no_other()
    {
        HoodyCredential shared = HoodyCredential.FromLogin("alice", Password);
        using ClientFixture us = new(credential: shared);
        using ClientFixture eu = new(options => options.BaseAddress = new Uri("https://eu.example"), shared);
        us.Service.Reply(GoldenFile.Read("wire/login.200.json")).Reply(Container).Reply(Container);
        eu.Service.Reply(Session("access-eu", "refresh-eu")).Reply(Container)
            .Reply(Refused, HttpStatusCode.Unauthorized).Reply(Session("access-eu-2", "refresh-eu-2")).Reply(Container);

        foreach (HoodyClient client in new[] { us.Client, eu.Client, us.Client, eu.Client })
        {
            await client.Containers.GetAsync(ClientFixture.Copy);
        }

        Assert.DoesNotMatch("(access|refresh)-1", string.Concat(eu.Service.Sent.Select(s => $"{s.Headers} {s.Body}")));
        Assert.DoesNotMatch("(access|refresh)-eu", string.Concat(us.Service.Sent.Select(s => $"{s.Headers} {s.Body}")));
        Assert.Equal("/api/v1/users/auth/refresh", eu.Service.Sent[3].Target);
    }

    [Fact]
    public async Task A_second_factor_is_asked_for_by_name()
    {
        Service.Reply(GoldenFile.Read("wire/login-2fa.200.json"));
        HoodyTwoFactorRequiredException error = await Assert.ThrowsAsync<HoodyTwoFactorRequiredException>(GetAsync);
        Assert.DoesNotContain("temporary-1", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_failure_of_a_login_shows_the_password()
    {
        Service.Reply(ClientFixture.Error(400, "Bad Request", $"'{Password}' is not alice's password"), HttpStatusCode.BadRequest);
        HoodyInvalidRequestException error = await Assert.ThrowsAsync<HoodyInvalidRequestException>(GetAsync);
        Assert.DoesNotContain("canary", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("canary", $"{new LoginRequest { Username = "alice", Password = Password }}", StringComparison.Ordinal);
        Assert.DoesNotContain("canary", $"{new HoodySession(new HoodyAccessToken(Password))}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_success_without_a_token_is_not_taken_for_a_login()
    {
        Service.Reply(ClientFixture.Envelope("""{"user":{"id":"x"}}"""));
        await Assert.ThrowsAsync<HoodySerializationException>(GetAsync);
    }

    private static string Container => ClientFixture.ContainerJson("running");

    private static string Refused => ClientFixture.Error(401, "TOKEN_EXPIRED", "Token expired");

    private static string Session(string token, string? refresh) => ClientFixture.Envelope(
        $$"""{"token":"{{token}}","refreshToken":{{(refresh is null ? "null" : $"\"{refresh}\"")}},"expires_in":86400}""");

    private Task GetAsync() => _fixture.Client.Containers.GetAsync(ClientFixture.Copy);

    private static string Bearer(SentRequest sent) => Assert.Single(sent.Headers.GetValues("Authorization"));
}
