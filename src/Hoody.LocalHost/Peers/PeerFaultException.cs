namespace Hoody.LocalHost.Peers;

/// <summary>A peer's request is answered with an error.</summary>
internal sealed class PeerFaultException(int statusCode, string code, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    public int StatusCode { get; } = statusCode;

    public string Code { get; } = code;
}
