using System.Buffers.Text;
using System.Text;
using FsCheck.Xunit;
using Hoody.Sdk.Tests.Fakes;

namespace Hoody.Sdk.Tests.Operations;

public class OperationTokenTests
{
    /// <summary>Made by version 1 of the token; every later version must read it.</summary>
    private const string GoldenJson =
        """{"version":1,"kind":"sync","container_id":"01bcdef123456789abcdef01","started_at":"2025-11-09T15:00:00+00:00","source_container_id":"890abcdef12345678901cdef","operation_id":"fedcba9876543210fedcba9876543210","realm":"realm1","baseline":{"updated_at":"2025-11-09T14:00:00+00:00","status_log_id":"1"}}""";

    [Property]
    public bool An_operation_survives_its_token(long ticks, bool isSync, bool hasBaseline, ushort log)
    {
        OperationTicket ticket = new()
        {
            Kind = isSync ? "sync" : "copy",
            ContainerId = ClientFixture.Copy,
            SourceContainerId = isSync ? ClientFixture.Source : null,
            StartedAt = new DateTimeOffset((ticks & long.MaxValue) % DateTime.MaxValue.Ticks, TimeSpan.Zero),
            AcceptedAt = hasBaseline ? DateTimeOffset.UnixEpoch : null,
            Baseline = hasBaseline ? new SyncBaseline(DateTimeOffset.UnixEpoch, $"log-{log}") : null,
        };
        OperationToken token = OperationToken.Of(ticket);
        return OperationToken.Parse(token.ToString()) == token && token.Read() == ticket;
    }

    [Fact]
    public async Task Another_process_goes_on_waiting_and_looks_at_once()
    {
        OperationToken token = OperationToken.Parse(Encode(GoldenJson));
        using ClientFixture fixture = new();
        fixture.Service.Reply(ClientFixture.ContainerJson("copying")).Reply(ClientFixture.ContainerJson("running", "2025-11-09T15:09:00Z"));

        ContainerOperation sync = fixture.Client.ResumeOperation(token);

        Assert.IsType<SyncOperation>(sync);
        Assert.Equal(ClientFixture.Copy, sync.ContainerId);
        Assert.Equal(ClientFixture.Source, sync.SourceContainerId);
        Assert.Equal("fedcba9876543210fedcba9876543210", sync.OperationId);
        Assert.Equal(new DateTimeOffset(2025, 11, 9, 15, 0, 0, TimeSpan.Zero), sync.StartedAt);
        Assert.Equal(token, sync.ToToken());
        Assert.Equal(ContainerStatus.Running, (await sync.WaitForCompletionAsync()).Status);
        Assert.Equal(1.5, Assert.Single(fixture.Clock.Delays).TotalSeconds);
        Assert.All(fixture.Service.Sent, sent => Assert.Equal("realm1.api.hoody.com", sent.Address.Host));
    }

    [Fact]
    public async Task A_kind_of_a_later_version_can_be_waited_for()
    {
        using ClientFixture fixture = new();
        fixture.Service.Reply(ClientFixture.ContainerJson("running"));
        ContainerOperation move = fixture.Client.ResumeOperation(OperationToken.Parse(Encode(
            """{"version":1,"kind":"move","container_id":"a","started_at":"2025-11-09T15:00:00+00:00"}""")));
        Assert.Equal("move", move.Kind.Value);
        await move.WaitForCompletionAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("!!!")]
    [InlineData("AAAA")]
    [MemberData(nameof(Damaged))]
    public void What_is_no_token_is_refused(string text)
    {
        Assert.False(OperationToken.TryParse(text, out _));
        Assert.Throws<FormatException>(() => OperationToken.Parse(text));
    }

    public static TheoryData<string> Damaged =>
    [
        Encode("null"),
        Encode("[]"),
        Encode("{}"),
        Encode(GoldenJson[..^1]),
        Encode(GoldenJson.Replace("\"version\":1", "\"version\":2", StringComparison.Ordinal)),
        Encode(GoldenJson.Replace("01bcdef123456789abcdef01", "../x", StringComparison.Ordinal)),
        Encode(GoldenJson.Replace("sync", "", StringComparison.Ordinal)),
        Encode(GoldenJson.Replace("realm1", "evil.example/", StringComparison.Ordinal)),
        Encode(GoldenJson + new string(' ', 5000)),
    ];

    [Property]
    public bool Any_text_is_read_or_refused_but_never_throws(string? text) =>
        !OperationToken.TryParse(text, out OperationToken token) || token.ToString() == text;

    [Fact]
    public void The_default_token_resumes_nothing()
    {
        using ClientFixture fixture = new();
        Assert.Throws<ArgumentException>(() => fixture.Client.ResumeOperation(default));
    }

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
