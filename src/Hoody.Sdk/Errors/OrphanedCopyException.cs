using System.Net;

namespace Hoody.Sdk;

/// <summary>
/// The source of a copy is gone, or not this account's to see: the copy lives on, and cannot be synchronised any more. Copy another source, or take the copy for the new one.
/// </summary>
public sealed class OrphanedCopyException : HoodyApiException
{
    /// <summary>Makes one, for a test.</summary>
    public OrphanedCopyException(HttpStatusCode statusCode, HoodyErrorCode? errorCode, string message)
        : base(statusCode, errorCode, message)
    {
    }
}
