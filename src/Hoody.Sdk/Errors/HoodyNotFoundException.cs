using System.Net;

namespace Hoody.Sdk;

/// <summary>The thing does not exist, or this account may not know that it does (404).</summary>
public class HoodyNotFoundException : HoodyApiException
{
    /// <summary>Makes one, for a test.</summary>
    public HoodyNotFoundException(HttpStatusCode statusCode, HoodyErrorCode? errorCode, string message)
        : base(statusCode, errorCode, message)
    {
    }
}
