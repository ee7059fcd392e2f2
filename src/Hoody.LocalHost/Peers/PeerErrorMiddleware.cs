using System.Text.Json;
using Hoody.LocalHost.Engine;

namespace Hoody.LocalHost.Peers;

/// <summary>Ends a request that failed, and that request alone: with an error, or, once the answer has begun, by cutting it off.</summary>
internal sealed partial class PeerErrorMiddleware(RequestDelegate next, ILogger<PeerErrorMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
        }
        catch (Exception exception)
        {
            if (http.RequestAborted.IsCancellationRequested)
            {
                return; // nobody is there to be told
            }

            PeerFaultException fault = exception switch
            {
                PeerFaultException known => known,
                JsonException or BadHttpRequestException or FormatException =>
                    new PeerFaultException(StatusCodes.Status400BadRequest, "malformed", "The request is not what PROTOCOL.md says.", exception),
                _ when http.Features.Get<PeerPin>() is { Ended.IsCancellationRequested: true } => PeerPins.NotHeld(exception),
                _ => Failure(exception),
            };
            if (fault.StatusCode >= StatusCodes.Status500InternalServerError)
            {
                LogFailed(exception, http.Request.Method, http.Request.Path);
            }

            if (http.Response.HasStarted)
            {
                http.Abort();
                return;
            }

            http.Response.Clear();
            http.Response.StatusCode = fault.StatusCode;
            await http.Response.WriteAsJsonAsync(new PeerErrorAnswer(fault.Code, fault.Message), PeerJson.Options);
        }
    }

    private static PeerFaultException Failure(Exception exception)
    {
        OperationFailure failure = OperationFailure.Of(exception);
        return new PeerFaultException(StatusCodes.Status500InternalServerError, failure.Code, failure.Message, exception);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A peer's {Method} {Path} failed")]
    private partial void LogFailed(Exception exception, string method, string path);
}
