namespace Hoody.Sdk;

/// <summary>Decides whether a failed attempt is followed by another one, and when.</summary>
/// <param name="options">The client's options.</param>
/// <param name="random">A number from 0 up to 1, anew at each call.</param>
internal sealed class RetryPolicy(HoodyRetryOptions options, Func<double> random)
{
    /// <summary>Gets the delay before the next attempt, or null when the failure is to be thrown.</summary>
    public TimeSpan? NextDelay(ApiRequest request, RequestOptions? call, HoodyException failure, int attempts)
    {
        if (attempts > (call?.MaxRetries ?? options.MaxRetries) || !IsWorthRepeating(request, failure))
        {
            return null;
        }

        TimeSpan? asked = (failure as HoodyApiException)?.RetryAfter;
        return asked is null ? Backoff(attempts) : asked <= options.MaxRetryAfter ? asked : null;
    }

    private static bool IsWorthRepeating(ApiRequest request, HoodyException failure) => failure switch
    {
        HoodyRateLimitException => true,
        HoodyApiException { IsTransient: true } => request.IsIdempotent,
        HoodyConnectionException lost => request.IsIdempotent || !lost.MayHaveBeenCarriedOut,
        _ => false,
    };

    // Full jitter: clients that failed together must not come back together.
    private TimeSpan Backoff(int attempts)
    {
        double ceiling = Math.Min(options.MaxDelay.Ticks, options.BaseDelay.Ticks * Math.Pow(2, attempts - 1));
        return TimeSpan.FromTicks((long)(random() * ceiling));
    }
}
