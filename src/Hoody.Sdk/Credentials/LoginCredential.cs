using System.Diagnostics.CodeAnalysis;

namespace Hoody.Sdk;

/// <summary>
/// Signs in at the first request, and stays signed in: one login or refresh at a time, however many requests ask for it. Those that waited
/// take what the one before them brought.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore whose wait handle nobody asks for holds nothing to release.")]
internal sealed class LoginCredential(LoginRequest login) : HoodyCredential
{
    // Renewed before it ends, so that no request is sent with a token that ends on its way.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private volatile HoodySession? _session;

    public override async ValueTask<HoodyAccessToken> GetTokenAsync(HoodyTokenRequest request, CancellationToken cancellationToken)
    {
        ApiPipeline pipeline = request.Pipeline
            ?? throw new InvalidOperationException("A login credential is asked by a client, through which it signs in.");
        if (Usable(request, pipeline) is { } token)
        {
            return token;
        }

        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return Usable(request, pipeline)
                ?? (_session = await RenewAsync(new AuthenticationClient(pipeline), cancellationToken).ConfigureAwait(false)).AccessToken;
        }
        finally
        {
            _gate.Release();
        }
    }

    private HoodyAccessToken? Usable(HoodyTokenRequest request, ApiPipeline pipeline)
    {
        bool isUsable = _session is { } session && session.AccessToken != request.RefusedToken
            && !(session.ExpiresAt <= pipeline.Options.TimeProvider.GetUtcNow() + Margin);
        return isUsable ? _session!.AccessToken : null; // isUsable: there is one
    }

    private async Task<HoodySession> RenewAsync(AuthenticationClient authentication, CancellationToken cancellationToken)
    {
        if (_session?.RefreshToken is { } refreshToken)
        {
            try
            {
                return await authentication.RefreshAsync(refreshToken, null, cancellationToken).ConfigureAwait(false);
            }
            catch (HoodyAuthenticationException)
            {
                // Used up or too old: the password is what is left.
            }
        }

        return await authentication.LoginAsync(login, null, cancellationToken).ConfigureAwait(false);
    }
}
