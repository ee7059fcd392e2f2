namespace Hoody.LocalHost.Http;

/// <summary>An answer other than success, as the service words it; the pipeline turns it into the error envelope.</summary>
internal sealed class ApiException(int statusCode, string code, string message) : Exception(message)
{
    public int StatusCode { get; } = statusCode;

    /// <summary>The service's machine code, sent as the key <c>code</c>.</summary>
    public string Code { get; } = code;

    /// <summary>What the key <c>error</c> says; null means the HTTP phrase, as the service has it for its older codes.</summary>
    public string? Error { get; init; }

    /// <summary>The key <c>data</c>, absent when null.</summary>
    public object? Payload { get; init; }

    public TimeSpan? RetryAfter { get; init; }
}
