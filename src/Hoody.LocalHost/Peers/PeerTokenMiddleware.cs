namespace Hoody.LocalHost.Peers;

/// <summary>Lets nobody past without a token, whatever the path: who has none does not learn what there is.</summary>
internal sealed class PeerTokenMiddleware(RequestDelegate next, PeerTokens tokens)
{
    public Task InvokeAsync(HttpContext http) => http.Request.Headers.Authorization is [{ } header] && tokens.Accept(header)
        ? next(http)
        : throw new PeerFaultException(StatusCodes.Status401Unauthorized, "unauthorized", "The token is not accepted.");
}
