namespace Hoody.Sdk;

/// <summary>When a failed request is sent again.</summary>
/// <remarks>
/// GET, PUT and DELETE are repeated after a lost connection, a timeout, and the statuses 408, 429, 500, 502, 503 and 504. A POST or PATCH
/// is repeated only when it surely was not carried out: the connection could not be made, or the service answered 429.
/// </remarks>
public sealed class HoodyRetryOptions
{
    /// <summary>Gets or sets how often a request is repeated, 0 to 10. Default: 3.</summary>
    public int MaxRetries { get; set; } = 3;

    /// <summary>Gets or sets the upper bound of the first random delay; it doubles with each attempt. Default: 500 ms.</summary>
    public TimeSpan BaseDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Gets or sets the longest delay of our own choice. Default: 20 s.</summary>
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Gets or sets the longest <c>Retry-After</c> that is waited for; a longer one ends the request at once. Default: 60 s.
    /// </summary>
    public TimeSpan MaxRetryAfter { get; set; } = TimeSpan.FromSeconds(60);

    internal void CopyTo(HoodyRetryOptions copy)
    {
        copy.MaxRetries = MaxRetries;
        copy.BaseDelay = BaseDelay;
        copy.MaxDelay = MaxDelay;
        copy.MaxRetryAfter = MaxRetryAfter;
    }
}
