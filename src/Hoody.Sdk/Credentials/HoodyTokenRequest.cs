namespace Hoody.Sdk;

/// <summary>What a client asks its <see cref="HoodyCredential"/> for.</summary>
public readonly record struct HoodyTokenRequest
{
    /// <summary>
    /// Gets whether the service has just refused the last token (401). A new one is then used for one more attempt; the same one again ends
    /// the request with <see cref="HoodyAuthenticationException"/>.
    /// </summary>
    public bool ForceRefresh { get; init; }

    /// <summary>
    /// Gets the token that was refused; null when none was. When a credential has a newer one by now, another request has seen to it.
    /// </summary>
    public HoodyAccessToken? RefusedToken { get; init; }

    /// <summary>What a credential of ours can send its own requests through.</summary>
    internal ApiPipeline? Pipeline { get; init; }
}
