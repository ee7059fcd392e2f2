namespace Hoody.LocalHost.Http;

/// <summary>Turns whatever goes wrong below it into the error envelope; what it does not know becomes a 500 that tells nothing.</summary>
internal sealed partial class ErrorMiddleware(RequestDelegate next, ILogger<ErrorMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
            if (!http.Response.HasStarted && http.Response.StatusCode >= 400)
            {
                await ErrorEnvelope.WriteAsync(http, FromStatus(http.Response.StatusCode));
            }
        }
        catch (ApiException exception) when (!http.Response.HasStarted)
        {
            await ErrorEnvelope.WriteAsync(http, exception);
        }
        catch (BadHttpRequestException exception) when (!http.Response.HasStarted)
        {
            await ErrorEnvelope.WriteAsync(http, new ApiException(exception.StatusCode, "BAD_REQUEST", "The request is malformed or too large"));
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client is gone: there is nobody to answer.
            http.Abort();
        }
        catch (OperationCanceledException) when (!http.Response.HasStarted)
        {
            await ErrorEnvelope.WriteAsync(http, ApiErrors.HostStopping());
        }
        catch (Exception exception) when (!http.Response.HasStarted)
        {
            LogUnexpected(exception, http.Request.Method, http.GetEndpoint()?.DisplayName);
            await ErrorEnvelope.WriteAsync(http, new ApiException(500, "INTERNAL_SERVER_ERROR", "Internal server error"));
        }
    }

    private static ApiException FromStatus(int statusCode) => statusCode switch
    {
        404 => ApiErrors.RouteNotFound(),
        405 => new ApiException(405, "METHOD_NOT_ALLOWED", "Method not allowed"),
        415 => new ApiException(415, "UNSUPPORTED_MEDIA_TYPE", "The body must be JSON"),
        _ => new ApiException(statusCode, "BAD_REQUEST", "The request was refused"),
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Endpoint} failed unexpectedly")]
    private partial void LogUnexpected(Exception exception, string method, string? endpoint);
}
