using System.Net;

namespace Hoody.Sdk;

/// <summary>The token does not allow this, or belongs to another realm (403).</summary>
public sealed class HoodyPermissionException : HoodyApiException
{
    /// <summary>Makes one, for a test.</summary>
    public HoodyPermissionException(HttpStatusCode statusCode, HoodyErrorCode? errorCode, string message)
        : base(statusCode, errorCode, message)
    {
    }
}
