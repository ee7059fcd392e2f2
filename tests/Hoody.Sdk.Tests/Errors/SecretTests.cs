using System.Net;
using System.Text;
using Hoody.Sdk.Tests.Fakes;

namespace Hoody.Sdk.Tests.Errors;

/// <summary>The token appears nowhere but in the Authorization header.</summary>
public class SecretTests
{
    public static TheoryData<string> Failures => [.. Script.Keys];

    private static string Echo => $"You sent Bearer {ClientFixture.Token} and that is wrong.";

    private static Dictionary<string, Action<ScriptedHandler>> Script { get; } = new()
    {
        ["an error that repeats the request"] = s => s.Reply(ClientFixture.Error(403, ClientFixture.Token + "_X", Echo), HttpStatusCode.Forbidden),
        ["details that repeat the request"] = s => s.Reply(
            $$"""{"message":"no","data":[{"instancePath":"/{{ClientFixture.Token}}","message":"{{Echo}}"}]}""", HttpStatusCode.BadRequest),
        ["a page that repeats the request"] = s => s.ReplyText($"<html>{Echo}</html>", "text/html", HttpStatusCode.BadRequest),
        ["a success that repeats the request"] = s => s.ReplyText($"<html>{Echo}</html>", "text/html"),
        ["data that repeat the request"] = s => s.Reply(ClientFixture.Envelope($$"""{"id":"{{ClientFixture.Token}} {{ClientFixture.Token}}"}""")),
        ["a refused token"] = s => s.Reply(ClientFixture.Error(401, "Unauthorized", "Invalid token"), HttpStatusCode.Unauthorized),
        ["a lost connection"] = s => s.Fail(new HttpRequestException(HttpRequestError.ResponseEnded)),
        ["a timeout"] = s => s.Hang(),
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task No_failure_shows_the_token(string failure)
    {
        using ClientFixture fixture = new(options =>
        {
            options.Retry.MaxRetries = 0;
            options.AttemptTimeout = TimeSpan.FromSeconds(7);
        });
        Script[failure](fixture.Service);

        HoodyException error = await Assert.ThrowsAnyAsync<HoodyException>(() => fixture.Client.Containers.GetAsync(ClientFixture.Copy));

        Assert.DoesNotContain(ClientFixture.Token, Everything(error), StringComparison.Ordinal);
    }

    [Fact]
    public void No_value_shows_the_token()
    {
        using ClientFixture fixture = new();
        HoodyCredential credential = HoodyCredential.FromToken(ClientFixture.Token);
        object[] things =
        [
            credential, new HoodyAccessToken(ClientFixture.Token), fixture.Client, fixture.Client.Containers,
            new HoodyClientOptions { Token = ClientFixture.Token },
        ];
        Assert.All(things, thing => Assert.DoesNotContain("canary", $"{thing}", StringComparison.Ordinal));
    }

    [Fact]
    public void A_token_that_cannot_be_one_is_refused_without_being_repeated()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new HoodyClient(ClientFixture.Token + "\r\nX-Evil: 1"));
        Assert.DoesNotContain("canary", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_operation_token_holds_no_secret()
    {
        OperationTicket ticket = new()
        {
            Kind = "copy",
            ContainerId = ClientFixture.Copy,
            StartedAt = DateTimeOffset.UnixEpoch,
        };
        byte[] json = System.Buffers.Text.Base64Url.DecodeFromChars(OperationToken.Of(ticket).ToString());
        Assert.Equal(
            $$"""{"version":1,"kind":"copy","container_id":"{{ClientFixture.CopyText}}","started_at":"1970-01-01T00:00:00+00:00"}""",
            Encoding.UTF8.GetString(json));
    }

    private static string Everything(Exception error)
    {
        StringBuilder text = new(error.ToString());
        for (Exception? e = error; e is not null; e = e.InnerException)
        {
            text.Append(e.Message).AppendJoin(' ', e.Data.Values.Cast<object>());
            if (e is HoodyApiException api)
            {
                text.Append(api.Details).Append(api.ErrorCode).Append(api.Path).Append(api.RequestId);
            }
        }

        return text.ToString();
    }
}
