using System.Net;

namespace Hoody.Sdk;

/// <summary>
/// The container to copy does not exist, or is not this account's to see: check its id and the client's realm.
/// </summary>
public sealed class SourceContainerNotFoundException : HoodyNotFoundException
{
    /// <summary>Makes one, for a test.</summary>
    public SourceContainerNotFoundException(HttpStatusCode statusCode, HoodyErrorCode? errorCode, string message)
        : base(statusCode, errorCode, message)
    {
    }
}
