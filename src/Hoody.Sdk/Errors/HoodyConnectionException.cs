namespace Hoody.Sdk;

/// <summary>There was no complete reply: name resolution, TLS, a lost connection, or a timeout of the client's options.</summary>
public class HoodyConnectionException : HoodyException
{
    /// <summary>Makes one.</summary>
    public HoodyConnectionException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>Gets how often the request was tried.</summary>
    public int Attempts { get; init; }

    /// <summary>
    /// Gets whether the service may have received the request and acted on it. For a POST, look before sending it again: a copy that
    /// was sent twice is two containers.
    /// </summary>
    public bool MayHaveBeenCarriedOut { get; init; }
}
