using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Hoody.Sdk.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hoody.Sdk.Tests.Secrets;

/// <summary>Every secret against every way of failing: it appears in no exception, log, activity or text of a value.</summary>
public class SecretCanaryTests
{
    public static TheoryData<string, string> Failures
    {
        get
        {
            TheoryData<string, string> rows = [];
            foreach (string secret in Canary.All.Keys)
            {
                foreach (string way in EchoingService.Ways.Keys)
                {
                    rows.Add(secret, way);
                }
            }

            return rows;
        }
    }

    public static TheoryData<string> Secrets => [.. Canary.All.Keys];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task No_failure_shows_a_secret_that_the_service_gives_back(string secret, string way)
    {
        Canary canary = Canary.All[secret];
        using LogCollector log = new();
        ConcurrentQueue<Activity> activities = new();
        using ActivityListener listener = Listen(activities);
        using ClientFixture fixture = new(options => Configure(options, log), canary.Credential?.Invoke());
        EchoingService.Ways[way](fixture.Service);

        HoodyException error = await Assert.ThrowsAnyAsync<HoodyException>(() => canary.Call(fixture.Client));

        Assert.NotEmpty(fixture.Service.Sent);
        AssertHidden(Everything(error));
        AssertHidden(string.Join('\n', log.Lines));
        Assert.All(activities, activity => AssertHidden(Everything(activity)));
    }

    [Theory]
    [MemberData(nameof(Secrets))]
    public async Task The_logs_of_the_http_client_hide_secrets_too(string secret)
    {
        Canary canary = Canary.All[secret];
        using LogCollector log = new();
        ScriptedHandler service = new();
        EchoingService.Ways["in the message"](service);
        ServiceCollection services = new();
        services.AddLogging(builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        services.AddHoodyClient(options => options.Token = Canary.Token).ConfigurePrimaryHttpMessageHandler(() => service)
            .UseHoodyCredential(_ => canary.Credential?.Invoke() ?? HoodyCredential.FromToken(Canary.Token));
        await using ServiceProvider provider = services.BuildServiceProvider();

        await Assert.ThrowsAnyAsync<HoodyException>(() => canary.Call(provider.GetRequiredService<HoodyClient>()));

        Assert.NotEmpty(log.Lines);
        AssertHidden(string.Join('\n', log.Lines));
    }

    [Fact]
    public void No_value_shows_the_secret_that_it_holds()
    {
        HoodyAccessToken token = new(Canary.Token);
        Dictionary<string, string> variables = new() { ["KEY"] = Canary.Secret };
        object[] values =
        [
            token,
            new HoodyTokenRequest { ForceRefresh = true, RefusedToken = token },
            new HoodySession(token) { RefreshToken = token },
            new LoginRequest { Username = "alice", Password = Canary.Secret },
            HoodyCredential.FromToken(Canary.Token),
            HoodyCredential.FromLogin("alice", Canary.Secret),
            new HoodyClientOptions { Token = Canary.Token },
            new SetNetworkRequest { Type = "http", Proxy = "http://alice:c4n4ry@proxy.example" },
            new ApiToken { Id = new ApiTokenId("aa0000000000000000000007"), Secret = token },
            new CreateContainerRequest { ServerId = ClientFixture.Server, EnvironmentVariables = variables },
            new UpdateContainerRequest { EnvironmentVariables = variables },
            new Container { Id = ClientFixture.Copy, EnvironmentVariables = variables },
            new EnvironmentChange { Variables = variables },
        ];
        Assert.All(values, value => AssertHidden($"{value}"));
    }

    [Theory]
    [InlineData("-----BEGIN OPENSSH PRIVATE KEY-----\nc4n4ry\n-----END OPENSSH PRIVATE KEY-----")]
    [InlineData("ssh-ed25519 c4n4ry\n-----BEGIN RSA PRIVATE KEY-----")]
    [InlineData("c4n4ry")]
    [InlineData("command=\"c4n4ry\" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f")]
    public async Task A_private_key_given_for_a_public_one_is_repeated_nowhere(string text)
    {
        AssertHidden(Assert.Throws<FormatException>(() => SshPublicKey.Parse(text)).ToString());
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            await File.WriteAllTextAsync(path, text);
            AssertHidden((await Assert.ThrowsAsync<FormatException>(() => SshPublicKey.ReadFromFileAsync(path))).ToString());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Text_that_is_half_a_character_is_no_other_failure_than_the_status()
    {
        using ClientFixture fixture = new();
        fixture.Service.Reply("""{"message":"\ud83d","data":{"\ud83d":1}}""", System.Net.HttpStatusCode.BadRequest);
        HoodyInvalidRequestException error =
            await Assert.ThrowsAsync<HoodyInvalidRequestException>(() => fixture.Client.Containers.GetAsync(ClientFixture.Copy));
        Assert.Contains("no explanation", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_that_is_null_after_all_hides_no_answer()
    {
        using ClientFixture fixture = new();
        fixture.Service.Reply("""{"message":"A must be a string"}""", System.Net.HttpStatusCode.BadRequest);
        HoodyInvalidRequestException error = await Assert.ThrowsAsync<HoodyInvalidRequestException>(
            () => fixture.Client.Environment.SetAsync(ClientFixture.Copy, new Dictionary<string, string> { ["A"] = null! }));
        Assert.StartsWith("A must be a string", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_secret_stays_readable()
    {
        using ClientFixture fixture = new();
        fixture.Service.Reply(
            """{"message":"KEY is \"too\" short","data":{"limit":12345678901234567890,"a":[true,null,1.50]}}""", System.Net.HttpStatusCode.BadRequest);
        HoodyApiException error = await Assert.ThrowsAnyAsync<HoodyApiException>(
            () => fixture.Client.Environment.SetAsync(ClientFixture.Copy, "KEY", "a secret value"));
        Assert.StartsWith("KEY is \"too\" short (400", error.Message, StringComparison.Ordinal);
        Assert.Equal("""{"limit":12345678901234567890,"a":[true,null,1.50]}""", error.Details.ToString());
    }

    private static void Configure(HoodyClientOptions options, LogCollector log)
    {
        options.Retry.MaxRetries = 0;
        options.AttemptTimeout = TimeSpan.FromSeconds(7); // none of the clock's guards: it ends what is not answered
        options.LoggerFactory = log;
    }

    private static ActivityListener Listen(ConcurrentQueue<Activity> stopped)
    {
        ActivityListener listener = new()
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = stopped.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static void AssertHidden(string text) => Assert.DoesNotContain(Canary.Mark, text, StringComparison.OrdinalIgnoreCase);

    private static string Everything(Exception error)
    {
        StringBuilder text = new(error.ToString());
        for (Exception? e = error; e is not null; e = e.InnerException)
        {
            text.Append(e.Message).Append(e.StackTrace).AppendJoin(' ', e.Data.Values.Cast<object>());
            if (e is HoodyApiException api)
            {
                text.Append(api.Details).Append(api.ErrorCode).Append(api.Path).Append(api.RequestId);
            }
        }

        return text.ToString();
    }

    private static string Everything(Activity activity) => string.Join(
        '\n',
        activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}")
            .Concat(activity.Events.SelectMany(e => e.Tags.Select(tag => $"{e.Name} {tag.Key}={tag.Value}")))
            .Concat(activity.Baggage.Select(item => $"{item.Key}={item.Value}"))
            .Append($"{activity.DisplayName} {activity.StatusDescription}"));
}
