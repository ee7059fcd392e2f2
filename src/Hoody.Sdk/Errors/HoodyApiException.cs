using System.Net;
using System.Text.Json;

namespace Hoody.Sdk;

/// <summary>
/// The service answered with an error. Thrown as one of the derived types where the status says what to do next; as this type otherwise,
/// mostly for a service that has a problem of its own (5xx, see <see cref="IsTransient"/>).
/// </summary>
public class HoodyApiException : HoodyException
{
    private ApiErrorFacts _facts = new(null, null, null, null, null, Attempts: 1);

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
    public string? RequestId
    {
        get => _facts.RequestId;
        init => _facts = _facts with { RequestId = value };
    }

    /// <summary>Gets the method of the request.</summary>
    public string? Method
    {
        get => _facts.Method;
        init => _facts = _facts with { Method = value };
    }

    /// <summary>Gets the path of the request, without its query.</summary>
    public string? Path
    {
        get => _facts.Path;
        init => _facts = _facts with { Path = value };
    }

    /// <summary>Gets the <c>data</c> of the error body, such as the list of invalid fields.</summary>
    public JsonElement? Details
    {
        get => _facts.Details;
        init => _facts = _facts with { Details = value };
    }

    /// <summary>Gets how long the service asked to wait before the next try.</summary>
    public TimeSpan? RetryAfter
    {
        get => _facts.RetryAfter;
        init => _facts = _facts with { RetryAfter = value };
    }

    /// <summary>Gets how often the request was tried.</summary>
    public int Attempts
    {
        get => _facts.Attempts;
        init => _facts = _facts with { Attempts = value };
    }

    /// <summary>Gets whether the same request may succeed later: statuses 408, 429, 500, 502, 503 and 504.</summary>
    public bool IsTransient => (int)StatusCode is 408 or 429 or 500 or 502 or 503 or 504;

    /// <summary>Sets what the reply says, after its status has chosen the type.</summary>
    internal void Complete(ApiErrorFacts facts) => _facts = facts;
}
