using System.Diagnostics.CodeAnalysis;

namespace Hoody.Sdk;

/// <summary>Where a client's bearer token comes from. Implementations must be safe for use by many threads.</summary>
public abstract class HoodyCredential
{
    /// <summary>
    /// Gets the token for a request that is about to be sent. Called for every attempt, so an implementation should cache.
    /// </summary>
    /// <param name="request">What is known about the last token.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public abstract ValueTask<HoodyAccessToken> GetTokenAsync(HoodyTokenRequest request, CancellationToken cancellationToken = default);

    /// <summary>Makes a credential of one token that never changes.</summary>
    /// <exception cref="ArgumentException">The text cannot be a token: it is empty, or holds spaces or characters beyond ASCII.</exception>
    public static HoodyCredential FromToken(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return IsToken(token)
            ? new FixedCredential(new HoodyAccessToken(token))
            : throw new ArgumentException("A token is one or more visible ASCII characters without spaces.", nameof(token));
    }

    /// <summary>
    /// Makes a credential that signs in at the first request and stays signed in: the tokens are refreshed before they end and after a 401,
    /// once for all requests that wait for it.
    /// </summary>
    /// <exception cref="ArgumentException">The name or the password is empty.</exception>
    public static HoodyCredential FromLogin(string username, string password)
    {
        ArgumentException.ThrowIfNullOrEmpty(username);
        ArgumentException.ThrowIfNullOrEmpty(password);
        return new LoginCredential(new LoginRequest { Username = username, Password = password });
    }

    /// <summary>Makes a credential that asks a delegate.</summary>
    public static HoodyCredential FromDelegate(Func<HoodyTokenRequest, CancellationToken, ValueTask<HoodyAccessToken>> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return new DelegateCredential(callback);
    }

    /// <summary>For the requests that need no token.</summary>
    internal static HoodyCredential None { get; } = new FixedCredential(default);

    // Anything else could end the header, and start another.
    internal static bool IsToken([NotNullWhen(true)] string? text) =>
        !string.IsNullOrEmpty(text) && text.All(c => c is > ' ' and <= '~');

    private sealed class FixedCredential(HoodyAccessToken token) : HoodyCredential
    {
        public override ValueTask<HoodyAccessToken> GetTokenAsync(HoodyTokenRequest request, CancellationToken cancellationToken) =>
            new(token);
    }

    private sealed class DelegateCredential(Func<HoodyTokenRequest, CancellationToken, ValueTask<HoodyAccessToken>> callback)
        : HoodyCredential
    {
        public override ValueTask<HoodyAccessToken> GetTokenAsync(HoodyTokenRequest request, CancellationToken cancellationToken) =>
            callback(request, cancellationToken);
    }
}
