namespace Hoody.Sdk.Tests.Fakes;

/// <summary>A client over a scripted service and a clock that only waits move. Delays are not random: half of what they could be.</summary>
internal sealed class ClientFixture : IDisposable
{
    /// <summary>Must appear nowhere but in the Authorization header.</summary>
    public const string Token = "hdy_canary_0123456789";

    public const string SourceText = "890abcdef12345678901cdef";
    public const string CopyText = "01bcdef123456789abcdef01";
    public const string ProjectText = "67e89abc123def456789abcd";
    public const string ServerText = "63f8b0e5c9a1b2d3e4f5a6b7";
    public const string OperationText = "fedcba9876543210fedcba9876543210";

    private readonly HttpClient _http;

    public ClientFixture(Action<HoodyClientOptions>? configure = null, HoodyCredential? credential = null)
    {
        HoodyClientOptions options = new();
        Clock = new DelayClock(options.AttemptTimeout, options.TotalTimeout!.Value);
        options.TimeProvider = Clock;
        configure?.Invoke(options);
        _http = new HttpClient(Service);
        HoodyClientParts.Configure(_http);
        Client = new HoodyClient(new ApiPipeline(
            () => _http, credential ?? HoodyCredential.FromToken(Token), HoodyClientParts.Freeze(options), () => 0.5));
    }

    public static ContainerId Source { get; } = new(SourceText);

    public static ContainerId Copy { get; } = new(CopyText);

    public static ProjectId Project { get; } = new(ProjectText);

    public static ServerId Server { get; } = new(ServerText);

    public ScriptedHandler Service { get; } = new();

    public DelayClock Clock { get; }

    public HoodyClient Client { get; }

    public static string Envelope(string data) => $$"""{"statusCode":200,"message":"ok","data":{{data}}}""";

    public static string Error(int status, string error, string message) =>
        $$"""{"statusCode":{{status}},"error":"{{error}}","message":"{{message}}"}""";

    public static string ContainerJson(string status, string? updatedAt = null, string id = CopyText) =>
        Envelope($$"""{"id":"{{id}}","status":"{{status}}","source_container_id":"{{SourceText}}","updated_at":{{(updatedAt is null ? "null" : $"\"{updatedAt}\"")}}}""");

    /// <summary>The token of a sync that another process began.</summary>
    public static OperationToken SyncToken(string? operationId) => OperationToken.Of(new OperationTicket
    {
        Kind = "sync",
        ContainerId = Copy,
        StartedAt = DateTimeOffset.UnixEpoch,
        OperationId = operationId,
    });

    public void Dispose()
    {
        Client.Dispose();
        _http.Dispose();
    }
}
