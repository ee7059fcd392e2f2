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

    /// <summary>Makes a credential that asks a delegate.</summary>
    public static HoodyCredential FromDelegate(Func<HoodyTokenRequest, CancellationToken, ValueTask<HoodyAccessToken>> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return new DelegateCredential(callback);
    }

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
