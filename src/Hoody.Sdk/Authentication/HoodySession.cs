namespace Hoody.Sdk;

/// <summary>What a login, or its refresh, gave.</summary>
/// <param name="AccessToken">The bearer token of requests.</param>
public sealed record HoodySession(HoodyAccessToken AccessToken)
{
    /// <summary>Gets the token that <see cref="AuthenticationClient.RefreshAsync"/> takes.</summary>
    public HoodyAccessToken? RefreshToken { get; init; }

    /// <summary>Gets when the access token ends, by this machine's clock; null when the service did not say.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Gets when the refresh token ends, by this machine's clock; null when the service did not say.</summary>
    public DateTimeOffset? RefreshExpiresAt { get; init; }
}
