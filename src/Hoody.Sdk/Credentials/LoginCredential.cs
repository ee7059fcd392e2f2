using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Hoody.Sdk;

/// <summary>
/// Signs in at the first request, and stays signed in: one login or refresh at a time, however many requests ask for it. Those that waited
/// take what the one before them brought. Clients of different services may share it: what one service gave is sent to no other.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore whose wait handle nobody asks for holds nothing to release.")]
internal sealed class LoginCredential(LoginRequest login) : HoodyCredential
{
    // Renewed before it ends, so that no request is sent with a token that ends on its way.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly ConcurrentDictionary<Uri, HoodySession> _sessions = new(); // by the address of the service

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
                ?? (_sessions[Service(pipeline)] = await RenewAsync(pipeline, cancellationToken).ConfigureAwait(false)).AccessToken;
        }
        finally
        {
            _gate.Release();
        }
    }

    private static Uri Service(ApiPipeline pipeline) => pipeline.Options.BaseAddress;

    private HoodyAccessToken? Usable(HoodyTokenRequest request, ApiPipeline pipeline) =>
        _sessions.TryGetValue(Service(pipeline), out HoodySession? session) && session.AccessToken != request.RefusedToken
            && !(session.ExpiresAt <= pipeline.Options.TimeProvider.GetUtcNow() + Margin)
            ? session.AccessToken
            : null;

    private async Task<HoodySession> RenewAsync(ApiPipeline pipeline, CancellationToken cancellationToken)
    {
        AuthenticationClient authentication = new(pipeline);
        if (_sessions.GetValueOrDefault(Service(pipeline))?.RefreshToken is { } refreshToken)
        {
            try
            {
                return await authentication.RefreshAsync(refreshToken, null, cancellationToken).ConfigureAwait(false);
            }
            catch (HoodyApiException error) when (!error.IsTransient)
            {
                // Used up or too old, by whatever status the service says it: the password is what is left.
            }
        }

        return await authentication.LoginAsync(login, null, cancellationToken).ConfigureAwait(false);
    }
}
