using System.Net;

namespace Hoody.Sdk;

/// <summary>The token is missing, unknown or expired (401): sign in again.</summary>
public sealed class HoodyAuthenticationException : HoodyApiException
{
    /// <summary>Makes one, for a test.</summary>
    public HoodyAuthenticationException(HttpStatusCode statusCode, HoodyErrorCode? errorCode, string message)
        : base(statusCode, errorCode, message)
    {
    }
}
