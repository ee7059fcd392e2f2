using System.Net;

namespace Hoody.Sdk;

/// <summary>
/// A sync was asked for a container that is not a copy: make a copy of the source with <see cref="ContainersClient.CopyAsync"/>, and synchronise that.
/// </summary>
public sealed class ContainerNotCopiedException : HoodyApiException
{
    /// <summary>Makes one, for a test.</summary>
    public ContainerNotCopiedException(HttpStatusCode statusCode, HoodyErrorCode? errorCode, string message)
        : base(statusCode, errorCode, message)
    {
    }
}
