using System.Net;
using System.Net.Sockets;

namespace Hoody.Volumes.Transports;

/// <summary>What a peer's answer, or the lack of one, means.</summary>
internal static class PeerAnswers
{
    /// <summary>Gives back what a peer may answer, and disposes what none would.</summary>
    public static HttpResponseMessage Check(string peer, HttpResponseMessage response)
    {
        (PeerError Error, string Problem)? wrong = response switch
        {
            { Version: var version } when version != HttpVersion.Version20 => (PeerError.NotAPeer, $"it answered in HTTP/{version}."),
            { StatusCode: HttpStatusCode.Unauthorized } => (PeerError.Unauthorized, "it does not accept the token."),
            { StatusCode: >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest } =>
                (PeerError.NotAPeer, $"it answered with status {(int)response.StatusCode}; a redirect is not followed."),
            _ => null,
        };
        if (wrong is not { } found)
        {
            return response;
        }

        int status = (int)response.StatusCode;
        response.Dispose();
        throw new PeerException(peer, found.Error, found.Problem) { StatusCode = status };
    }

    /// <summary>Says in our words why there was no answer.</summary>
    public static PeerException Explain(string peer, Exception exception, bool isTimeout) => exception switch
    {
        _ when isTimeout => new PeerException(peer, PeerError.NoAnswer, "it did not answer in time.", exception),
        { InnerException: PeerException known } => known,
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
            new PeerException(peer, PeerError.CertificateRejected, "its certificate is not the one that is expected, or it speaks no TLS.", exception),
        HttpRequestException { HttpRequestError: HttpRequestError.VersionNegotiationError } =>
            new PeerException(peer, PeerError.NotAPeer, "it does not speak HTTP/2.", exception),
        { InnerException: SocketException socket } =>
            new PeerException(peer, PeerError.Unreachable, $"it cannot be connected to ({socket.SocketErrorCode}).", exception),
        OperationCanceledException => new PeerException(peer, PeerError.Unreachable, "it broke off the request.", exception),
        _ => new PeerException(peer, PeerError.Unreachable, $"the connection failed: {(exception.InnerException ?? exception).Message}", exception),
    };
}
