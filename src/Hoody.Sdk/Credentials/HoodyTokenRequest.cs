namespace Hoody.Sdk;

/// <summary>What a client asks its <see cref="HoodyCredential"/> for.</summary>
public readonly record struct HoodyTokenRequest
{
    /// <summary>
    /// Gets whether the service has just refused the last token (401). A new one is then used for one more attempt; the same one again ends
    /// the request with <see cref="HoodyAuthenticationException"/>.
    /// </summary>
    public bool ForceRefresh { get; init; }
}
