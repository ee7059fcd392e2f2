using Hoody.Sdk.Tests.Fakes;

namespace Hoody.Sdk.Tests.Options;

public class HoodyClientOptionsTests
{
    private static Dictionary<string, Action<HoodyClientOptions>> Mistakes { get; } = new()
    {
        ["BaseAddress: must be an absolute"] = o => o.BaseAddress = new Uri("/api", UriKind.Relative),
        ["BaseAddress: must be an absolute http"] = o => o.BaseAddress = new Uri("ftp://x.example"),
        ["BaseAddress: must have no user info"] = o => o.BaseAddress = new Uri("https://user:secret@x.example"),
        ["BaseAddress: must have no user info, query"] = o => o.BaseAddress = new Uri("https://x.example/?a=b"),
        ["Realm"] = o => o.Realm = "a/b",
        ["Realm:"] = o => (o.Realm, o.BaseAddress) = ("abc", new Uri("http://localhost")),
        ["ApplicationId"] = o => o.ApplicationId = "two words/1\r\nX: y",
        ["ApplicationId:"] = o => o.ApplicationId = new string('a', 257),
        ["AttemptTimeout"] = o => o.AttemptTimeout = TimeSpan.Zero,
        ["TotalTimeout"] = o => o.TotalTimeout = TimeSpan.FromDays(25),
        ["Retry.MaxRetries"] = o => o.Retry.MaxRetries = 11,
        ["Retry.BaseDelay"] = o => o.Retry.BaseDelay = TimeSpan.FromSeconds(-1),
        ["Retry.MaxDelay"] = o => o.Retry.MaxDelay = TimeSpan.MaxValue,
        ["Retry.MaxRetryAfter"] = o => o.Retry.MaxRetryAfter = TimeSpan.FromSeconds(-1),
        ["Operations.InitialPollInterval"] = o => o.Operations.InitialPollInterval = TimeSpan.Zero,
        ["Operations.MaxPollInterval"] = o => o.Operations.MaxPollInterval = TimeSpan.Zero,
        ["Operations.MaxConsecutivePollFailures"] = o => o.Operations.MaxConsecutivePollFailures = -1,
        ["Operations.SyncGracePeriod"] = o => o.Operations.SyncGracePeriod = TimeSpan.FromSeconds(-1),
        ["TimeProvider"] = o => o.TimeProvider = null!, // the mistake
    };

    public static TheoryData<string> MistakeNames => [.. Mistakes.Keys];

    [Theory]
    [MemberData(nameof(MistakeNames))]
    public void A_mistake_is_refused_by_its_name(string name)
    {
        HoodyClientOptions options = new();
        Mistakes[name](options);
        ArgumentException error = Assert.Throws<ArgumentException>(() => new HoodyClient(HoodyCredential.FromToken("t"), options));
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_defaults_are_valid() =>
        Assert.Empty(HoodyClientOptionsRules.FindProblems(new HoodyClientOptions { Token = "t" }, hasCredential: false));

    [Fact]
    public async Task Options_changed_after_construction_do_not_reach_the_client()
    {
        HoodyClientOptions? options = null;
        using ClientFixture fixture = new(o => options = o);
        options!.BaseAddress = new Uri("https://evil.example");
        options.Retry.MaxRetries = 0;
        fixture.Service.Reply("{}", System.Net.HttpStatusCode.ServiceUnavailable).Reply(ClientFixture.ContainerJson("running"));

        await fixture.Client.Containers.GetAsync(ClientFixture.Copy);

        Assert.All(fixture.Service.Sent, sent => Assert.Equal("api.hoody.com", sent.Address.Host));
    }

    [Fact]
    public void Every_option_is_copied()
    {
        HoodyClientOptions options = new()
        {
            BaseAddress = new Uri("https://x.example"),
            Token = "t",
            Realm = "r",
            ApplicationId = "a/1",
            AttemptTimeout = TimeSpan.FromSeconds(1),
            TotalTimeout = null,
            TimeProvider = new DelayClock(),
        };
        options.Retry.MaxRetries = 1;
        options.Retry.BaseDelay = options.Retry.MaxDelay = options.Retry.MaxRetryAfter = TimeSpan.FromSeconds(2);
        options.Operations.InitialPollInterval = options.Operations.MaxPollInterval = TimeSpan.FromSeconds(3);
        options.Operations.SyncGracePeriod = TimeSpan.FromSeconds(4);
        options.Operations.MaxConsecutivePollFailures = 2;

        HoodyClientOptions copy = options.Clone();

        Assert.Equivalent(Values(options), Values(copy));
        Assert.Equivalent(Values(options.Retry), Values(copy.Retry));
        Assert.Equivalent(Values(options.Operations), Values(copy.Operations));
    }

    [Fact]
    public void The_environment_goes_before_the_options()
    {
        Dictionary<string, string?> variables = new()
        {
            ["HOODY_TOKEN"] = " t1\n",
            ["HOODY_BASE_URL"] = "https://x.example",
            ["HOODY_REALM"] = "",
        };
        HoodyClientOptions options = new() { Token = "t0", Realm = "r0" };
        HoodyEnvironment.Apply(options, variables.GetValueOrDefault);
        Assert.Equal(("t1", "https://x.example/", "r0"), (options.Token, options.BaseAddress.AbsoluteUri, options.Realm));
    }

    [Theory]
    [InlineData(null, null, "HOODY_TOKEN")]
    [InlineData("a b", null, "Token: must be visible")]
    [InlineData("t", "not an address", "HOODY_BASE_URL")]
    [InlineData("t", "ftp://x.example", "BaseAddress")]
    public void An_environment_that_makes_no_client_is_refused_by_its_variable(string? token, string? address, string name)
    {
        Dictionary<string, string?> variables = new() { ["HOODY_TOKEN"] = token, ["HOODY_BASE_URL"] = address };
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(
            () => HoodyClientParts.FromEnvironment(null, variables.GetValueOrDefault));
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_environment_with_a_token_makes_a_client()
    {
        using HoodyClient client = HoodyClientParts.FromEnvironment(null, name => name == "HOODY_TOKEN" ? "t" : null);
        Assert.NotNull(client.Containers);
    }

    private static object[] Values(object options) =>
        [.. options.GetType().GetProperties().Where(p => p.CanWrite).Select(p => p.GetValue(options) ?? "null")];
}
