namespace Hoody.LocalHost;

/// <summary>The error that a scripted fault answers with, in the API's envelope.</summary>
public sealed record HostFailure
{
    /// <summary>Makes an error of a status.</summary>
    /// <param name="statusCode">The HTTP status, 400 to 599.</param>
    /// <exception cref="ArgumentOutOfRangeException">The status is not one of an error.</exception>
    public HostFailure(int statusCode)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(statusCode, 400);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(statusCode, 599);
        StatusCode = statusCode;
    }

    /// <summary>Gets the HTTP status.</summary>
    public int StatusCode { get; }

    /// <summary>Gets the API's code, such as <c>CONTAINER_NAME_IN_USE</c>.</summary>
    public string Code { get; init; } = "SCRIPTED_FAULT";

    /// <summary>Gets the explanation.</summary>
    public string Message { get; init; } = "A test has asked for this failure";

    /// <summary>Gets what the answer's <c>Retry-After</c> says, rounded up to whole seconds; null for none.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
