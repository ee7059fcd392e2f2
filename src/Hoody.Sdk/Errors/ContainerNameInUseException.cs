using System.Net;

namespace Hoody.Sdk;

/// <summary>
/// Another container of the project has the name: choose another one, or none.
/// </summary>
public sealed class ContainerNameInUseException : HoodyConflictException
{
    /// <summary>Makes one, for a test.</summary>
    public ContainerNameInUseException(HttpStatusCode statusCode, HoodyErrorCode? errorCode, string message)
        : base(statusCode, errorCode, message)
    {
    }
}
