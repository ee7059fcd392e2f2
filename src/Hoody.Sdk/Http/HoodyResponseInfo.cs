using System.Net;

namespace Hoody.Sdk;

/// <summary>Status and headers of a reply.</summary>
public sealed class HoodyResponseInfo
{
    private const string RequestIdHeader = "X-Request-Id";

    private readonly IEnumerable<KeyValuePair<string, IEnumerable<string>>> _headers = [];

    /// <summary>Makes one for a test.</summary>
    public HoodyResponseInfo(HttpStatusCode statusCode, int attempts = 1, string? requestId = null)
    {
        StatusCode = statusCode;
        Attempts = attempts;
        RequestId = requestId;
    }

    internal HoodyResponseInfo(HttpResponseMessage response, int attempts)
        : this(response.StatusCode, attempts, ReadRequestId(response))
    {
        _headers = response.Headers.Concat(response.Content.Headers);
    }

    /// <summary>Gets the HTTP status.</summary>
    public HttpStatusCode StatusCode { get; }

    /// <summary>Gets the number of attempts that the request took, this one included.</summary>
    public int Attempts { get; }

    /// <summary>Gets what the service calls this request in its own logs, or null.</summary>
    public string? RequestId { get; }

    /// <summary>Gets the headers, under names that ignore case.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Headers => field ??= ReadHeaders();

    private Dictionary<string, IReadOnlyList<string>> ReadHeaders()
    {
        Dictionary<string, IReadOnlyList<string>> headers = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, IEnumerable<string> values) in _headers)
        {
            headers[name] = [.. values];
        }

        return headers;
    }

    private static string? ReadRequestId(HttpResponseMessage response) =>
        response.Headers.TryGetValues(RequestIdHeader, out IEnumerable<string>? values) ? values.FirstOrDefault() : null;
}
