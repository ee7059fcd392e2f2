namespace Hoody.Sdk;

/// <summary>What may differ from the client's options for one call.</summary>
public sealed record RequestOptions
{
    /// <summary>Gets how often the request is repeated, 0 to 10; null for the client's own number.</summary>
    public int? MaxRetries
    {
        get;
        init => field = value is null or (>= 0 and <= 10)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), "0 to 10 retries.");
    }

    /// <summary>Gets the time one attempt may take, more than zero; null for the client's own.</summary>
    public TimeSpan? AttemptTimeout
    {
        get;
        init => field = value is null || (value > TimeSpan.Zero && value.Value.TotalMilliseconds <= int.MaxValue)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), "More than zero, at most 24 days.");
    }

    /// <summary>Gets the realm whose address is used; null for the client's own.</summary>
    public string? Realm
    {
        get;
        init => field = value is null || HoodyClientOptionsRules.IsRealm(value)
            ? value
            : throw new ArgumentException("A realm is letters, digits or '-', at most 63.", nameof(value));
    }

    /// <summary>
    /// Gets further request headers. <c>Authorization</c> is the credential's, and refused here when the request is made.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Gets a callback that sees status and headers of the last attempt, before a failure is thrown.</summary>
    public Action<HoodyResponseInfo>? OnResponse { get; init; }
}
