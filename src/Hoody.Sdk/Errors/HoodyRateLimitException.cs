using System.Net;

namespace Hoody.Sdk;

/// <summary>Too many requests (429): wait for <see cref="HoodyApiException.RetryAfter"/>.</summary>
public sealed class HoodyRateLimitException : HoodyApiException
{
    /// <summary>Makes one, for a test.</summary>
    public HoodyRateLimitException(HttpStatusCode statusCode, HoodyErrorCode? errorCode, string message)
        : base(statusCode, errorCode, message)
    {
    }
}
