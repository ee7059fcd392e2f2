using System.Net;
using System.Text;

namespace Hoody.Sdk.Smoke;

/// <summary>As much of the service as one copy and one sync need, each at work for one look.</summary>
internal sealed class SmallService : HttpMessageHandler
{
    public const string Token = "smoke";

    private const string CopyText = "01bcdef123456789abcdef01";

    private int _looksLeft;
    private string _status = "running";
    private int _minute;

    public static ContainerId Source { get; } = new("890abcdef12345678901cdef");

    public static ContainerId Missing { get; } = new("63f8b0e5c9a1b2d3e4f5a6b7");

    public static ProjectId Project { get; } = new("67e89abc123def456789abcd");

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Headers.Authorization?.Parameter != Token)
        {
            return Task.FromResult(Reply(HttpStatusCode.Unauthorized, "null", "No token"));
        }

        string path = request.RequestUri!.AbsolutePath; // the client's addresses are absolute
        return Task.FromResult(request.Method.Method switch
        {
            "POST" when path == $"/api/v1/containers/{Source}/copy" => Begin("copying", HttpStatusCode.Created, CopyJson),
            "POST" when path == $"/api/v1/containers/{CopyText}/sync" => Begin("syncing", HttpStatusCode.OK, SyncJson),
            "GET" when path == $"/api/v1/containers/{CopyText}" => Reply(HttpStatusCode.OK, Look()),
            "GET" when path == $"/api/v1/containers/{CopyText}/status-logs" => Reply(HttpStatusCode.OK, """{"logs":[]}"""),
            "GET" when path == "/api/v1/containers/" => Reply(
                HttpStatusCode.OK,
                $$"""{"containers":[{"id":"{{Source}}","status":"running"},{{CopyJson()}}],"pagination":{"total":2,"totalPages":1} }"""),
            _ => Reply(HttpStatusCode.NotFound, "null", "No such container"),
        });
    }

    private HttpResponseMessage Begin(string status, HttpStatusCode code, Func<string> data)
    {
        _status = status;
        _looksLeft = 1;
        return Reply(code, data());
    }

    private string Look()
    {
        if (_looksLeft-- == 0)
        {
            _status = "running";
            _minute++;
        }

        return CopyJson();
    }

    private string CopyJson() => $$"""
        {"id":"{{CopyText}}","name":"smoke-copy","status":"{{_status}}","source_container_id":"{{Source}}",
        "updated_at":"2025-11-09T15:{{_minute:00}}:00Z","of_a_later_service":7}
        """;

    private string SyncJson() => $$"""{"container_id":"{{CopyText}}","source_container_id":"{{Source}}","status":"{{_status}}"}""";

    private static HttpResponseMessage Reply(HttpStatusCode status, string data, string message = "ok") => new(status)
    {
        Content = new StringContent(
            $$"""{"statusCode":{{(int)status}},"message":"{{message}}","data":{{data}}}""", Encoding.UTF8, "application/json"),
    };
}
