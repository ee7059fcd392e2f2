using Hoody.Sdk.Tests.Fakes;

namespace Hoody.Sdk.Tests;

/// <summary>What goes over the wire, against a file written from the service's contract.</summary>
public class WireRequestTests
{
    public static TheoryData<string, string, string> Golden
    {
        get
        {
            TheoryData<string, string, string> requests = [];
            foreach (string block in GoldenFile.Read("wire/requests.http").Split("### ", StringSplitOptions.RemoveEmptyEntries))
            {
                string[] lines = block.Split('\n');
                requests.Add(lines[0], lines[1], lines[2]);
            }

            return requests;
        }
    }

    [Theory]
    [MemberData(nameof(Golden))]
    public async Task A_call_sends_what_the_contract_says(string call, string line, string body)
    {
        using ClientFixture fixture = new();
        fixture.Service.Otherwise = request => ScriptedHandler.Response(
            System.Net.HttpStatusCode.OK,
            request.RequestUri!.AbsolutePath.EndsWith("/tokens/me", StringComparison.Ordinal) ? CurrentToken : AnythingAskedFor);

        await WireCalls.All[call](fixture.Client);

        SentRequest request = Assert.Single(fixture.Service.Sent, sent => sent.ToString() == line);
        Assert.Equal(body, request.Body);
    }

    [Fact]
    public void Every_call_has_its_golden_request() => Assert.Equal(WireCalls.All.Keys.Order(), Golden.Select(row => (string)row[0]).Order());

    [Fact]
    public async Task Every_request_carries_token_accepted_type_and_agent()
    {
        using ClientFixture fixture = new(options => options.ApplicationId = "my-app/1.2");
        fixture.Service.Reply(ClientFixture.ContainerJson("running"));

        await fixture.Client.Containers.GetAsync(ClientFixture.Copy);

        SentRequest request = fixture.Service.Only;
        Assert.Equal("https://api.hoody.com/api/v1/containers/" + ClientFixture.CopyText, request.Address.AbsoluteUri);
        Assert.Equal("Bearer " + ClientFixture.Token, Assert.Single(request.Headers.GetValues("Authorization")));
        Assert.Equal("application/json", Assert.Single(request.Headers.GetValues("Accept")));
        Assert.StartsWith("my-app/1.2 Hoody.Sdk/", string.Join(' ', request.Headers.GetValues("User-Agent")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_post_without_body_has_length_zero_and_a_json_type()
    {
        using ClientFixture fixture = new();
        fixture.Service.Otherwise = _ => ScriptedHandler.Response(System.Net.HttpStatusCode.OK, AnythingAskedFor);

        await fixture.Client.Containers.SyncAsync(ClientFixture.Copy);

        SentRequest sync = Assert.Single(fixture.Service.Sent, sent => sent.Method == "POST");
        Assert.Equal("application/json", Assert.Single(sync.ContentHeaders!.GetValues("Content-Type")));
        Assert.Equal("", sync.Body);
    }

    /// <summary>
    /// Data with the required fields of every reply, so that one text serves them all; lists of servers and of tokens are the exception.
    /// </summary>
    private static string AnythingAskedFor => ClientFixture.Envelope($$"""
        {"id":"{{ClientFixture.CopyText}}","status":"copying","containers":[],"projects":[],"snapshots":[],"logs":[],
         "pagination":{"total":0,"page":1,"limit":50,"totalPages":0},"snapshot":{"name":"s"},"success":true,"aliases":[],"token":"t"}
        """);

    private static string CurrentToken => ClientFixture.Envelope("""{"token":{"id":"aa0000000000000000000007"}}""");
}
