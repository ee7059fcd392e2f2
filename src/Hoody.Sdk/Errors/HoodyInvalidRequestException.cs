using System.Net;

namespace Hoody.Sdk;

/// <summary>
/// The service refused what the request says (400, 422): correct it. <see cref="HoodyApiException.Details"/> may list the fields.
/// </summary>
public class HoodyInvalidRequestException : HoodyApiException
{
    /// <summary>Makes one, for a test.</summary>
    public HoodyInvalidRequestException(HttpStatusCode statusCode, HoodyErrorCode? errorCode, string message)
        : base(statusCode, errorCode, message)
    {
    }
}
