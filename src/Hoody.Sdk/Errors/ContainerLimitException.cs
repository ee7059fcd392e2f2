using System.Net;

namespace Hoody.Sdk;

/// <summary>
/// The server, the project or the account takes no more containers: delete one, choose another, or raise the limit. A sync may need room, too.
/// </summary>
public sealed class ContainerLimitException : HoodyInvalidRequestException
{
    /// <summary>Makes one, for a test.</summary>
    public ContainerLimitException(HttpStatusCode statusCode, HoodyErrorCode? errorCode, string message)
        : base(statusCode, errorCode, message)
    {
    }
}
