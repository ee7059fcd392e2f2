using System.Net;

namespace Hoody.Sdk;

/// <summary>
/// Another container has the SSH key, perhaps the source: give another one, or none to have one made.
/// </summary>
public sealed class SshPublicKeyInUseException : HoodyConflictException
{
    /// <summary>Makes one, for a test.</summary>
    public SshPublicKeyInUseException(HttpStatusCode statusCode, HoodyErrorCode? errorCode, string message)
        : base(statusCode, errorCode, message)
    {
    }
}
