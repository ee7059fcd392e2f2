using System.Text.Json.Serialization;

namespace Hoody.LocalHost.Http;

/// <summary>An answer in the success envelope: status code, message and, unless the contract leaves it out, data.</summary>
internal sealed class ApiResult : IResult
{
    private readonly int _statusCode;
    private readonly object _envelope;

    private ApiResult(int statusCode, object envelope) => (_statusCode, _envelope) = (statusCode, envelope);

    public static ApiResult Ok(string message, object data) => new(200, new Envelope(200, message, data));

    public static ApiResult Created(string message, object data) => new(201, new Envelope(201, message, data));

    /// <summary>The envelope of deletions, which has no key <c>data</c>.</summary>
    public static ApiResult OkWithoutData(string message) => new(200, new BareEnvelope(200, message));

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = _statusCode;
        return httpContext.Response.WriteAsJsonAsync(_envelope, _envelope.GetType(), WireJson.Options, httpContext.RequestAborted);
    }

    private sealed record Envelope([property: JsonPropertyName("statusCode")] int StatusCode, string Message, object Data);

    private sealed record BareEnvelope([property: JsonPropertyName("statusCode")] int StatusCode, string Message);
}
