namespace Hoody.Sdk;

/// <summary>Makes the failures of requests that brought no complete reply.</summary>
internal static class ConnectionFailure
{
    public static HoodyConnectionException OfTransport(ApiRequest request, Exception error, int attempts)
    {
        HttpRequestError kind = (error as HttpRequestException)?.HttpRequestError ?? HttpRequestError.ResponseEnded;
        bool wasConnected = kind is not (HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
            or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError);
        string what = wasConnected ? "The connection was lost" : "The service cannot be reached";
        return Create(request, $"{what} ({kind})", error, attempts, wasConnected);
    }

    public static HoodyConnectionException OfAttemptTimeout(ApiRequest request, TimeSpan? timeout, Exception error, int attempts)
    {
        string limit = timeout is null ? "the HttpClient's own timeout" : $"the attempt timeout of {timeout.Value.TotalSeconds:0.###} s";
        return Create(request, $"There was no complete reply within {limit}", error, attempts, mayHaveBeenCarriedOut: true);
    }

    public static HoodyConnectionException OfTotalTimeout(ApiRequest request, TimeSpan? timeout, int attempts) => Create(
        request,
        $"There was no success within the total timeout of {timeout?.TotalSeconds:0.###} s",
        null,
        attempts,
        mayHaveBeenCarriedOut: true);

    private static HoodyConnectionException Create(
        ApiRequest request, string what, Exception? error, int attempts, bool mayHaveBeenCarriedOut)
    {
        string advice = mayHaveBeenCarriedOut && !request.IsIdempotent
            ? " It may have been carried out; look before you send it again."
            : "";
        return new HoodyConnectionException($"{what}: {request}, attempt {attempts}.{advice}", error)
        {
            Attempts = attempts,
            MayHaveBeenCarriedOut = mayHaveBeenCarriedOut,
        };
    }
}
