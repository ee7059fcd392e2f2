using System.Net;
using System.Text.Json;

namespace Hoody.Sdk;

/// <summary>
/// The service answered with an error. Thrown as one of the derived types where the status says what to do next; as this type otherwise,
/// mostly for a service that has a problem of its own (5xx, see <see cref="IsTransient"/>).
/// </summary>
public class HoodyApiException : HoodyException
{
    /// <summary>Makes one, for a test.</summary>
    public HoodyApiException(HttpStatusCode statusCode, HoodyErrorCode? errorCode, string message)
        : base(message)
    {
        StatusCode = statusCode;
        ErrorCode = errorCode;
    }

    /// <summary>Gets the HTTP status.</summary>
    public HttpStatusCode StatusCode { get; }

    /// <summary>Gets the service's code for the failure, or null when it gave none and its text is not known to stand for one.</summary>
    public HoodyErrorCode? ErrorCode { get; }

    /// <summary>Gets what the service calls this request in its own logs, or null.</summary>
    public string? RequestId { get; internal set; }

    /// <summary>Gets the method of the request.</summary>
    public string? Method { get; internal set; }

    /// <summary>Gets the path of the request, without its query.</summary>
    public string? Path { get; internal set; }

    /// <summary>Gets the <c>data</c> of the error body, such as the list of invalid fields.</summary>
    public JsonElement? Details { get; internal set; }

    /// <summary>Gets how long the service asked to wait before the next try.</summary>
    public TimeSpan? RetryAfter { get; internal set; }

    /// <summary>Gets how often the request was tried.</summary>
    public int Attempts { get; internal set; } = 1;

    /// <summary>Gets whether the same request may succeed later: statuses 408, 429, 500, 502, 503 and 504.</summary>
    public bool IsTransient => (int)StatusCode is 408 or 429 or 500 or 502 or 503 or 504;
}
