using System.Net;

namespace Hoody.Sdk;

/// <summary>The state of the thing does not allow this now: a name or key in use, an operation running (409, 412, 428).</summary>
public class HoodyConflictException : HoodyApiException
{
    /// <summary>Makes one, for a test.</summary>
    public HoodyConflictException(HttpStatusCode statusCode, HoodyErrorCode? errorCode, string message)
        : base(statusCode, errorCode, message)
    {
    }
}
