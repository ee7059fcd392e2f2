using System.Text.Json;

namespace Hoody.Sdk;

/// <summary>
/// Login and its tokens. For a client that signs in by itself and stays signed in, see <see cref="HoodyCredential.FromLogin"/>. Thread-safe.
/// </summary>
/// <remarks><inheritdoc cref="ContainersClient" path="/remarks/node()"/></remarks>
public class AuthenticationClient
{
    private readonly ApiPipeline? _pipeline;

    /// <summary>Makes a test double.</summary>
    protected AuthenticationClient()
    {
    }

    internal AuthenticationClient(ApiPipeline pipeline) => _pipeline = pipeline;

    private ApiPipeline Pipeline => _pipeline ?? throw TestDouble.NotOverridden(nameof(AuthenticationClient));

    /// <summary>Signs in. The client's own credential is neither used nor changed.</summary>
    /// <exception cref="HoodyTwoFactorRequiredException">The account wants a second factor, which this client cannot give.</exception>
    /// <exception cref="HoodyAuthenticationException">Name or password is wrong.</exception>
    public virtual async Task<HoodySession> LoginAsync(
        LoginRequest login, RequestOptions? request = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(login);
        if (login is { Username: null, Email: null })
        {
            throw new ArgumentException("A login needs a user name or an e-mail address.", nameof(login));
        }

        ApiRequest message = new("Authentication.Login", HttpMethod.Post, new ApiTarget("users/auth/login"))
        {
            Body = ApiPipeline.Write(login, HoodyJsonContext.Default.LoginRequest),
            Credential = HoodyCredential.None,
            Secrets = [login.Password],
        };
        return await SendAsync(message, request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gets new tokens for a refresh token, which is used up by it.</summary>
    /// <exception cref="HoodyAuthenticationException">The refresh token is used up or too old: sign in again.</exception>
    public virtual async Task<HoodySession> RefreshAsync(
        HoodyAccessToken refreshToken, RequestOptions? request = null, CancellationToken cancellationToken = default)
    {
        // In the body and in the header: the service wants both.
        ApiRequest message = new("Authentication.Refresh", HttpMethod.Post, new ApiTarget("users/auth/refresh"))
        {
            Body = JsonBody.Write(json => json.WriteString("refreshToken", refreshToken.Value)),
            Credential = HoodyCredential.FromToken(refreshToken.Value),
        };
        return await SendAsync(message, request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gets the signed-in user, as the service describes it.</summary>
    public virtual Task<JsonElement> GetCurrentUserAsync(RequestOptions? request = null, CancellationToken cancellationToken = default) =>
        Pipeline.GetAsync(
            "Authentication.GetCurrentUser",
            new ApiTarget("users/auth/me"),
            HoodyJsonContext.Default.JsonElement,
            request,
            cancellationToken);

    /// <summary>Ends all sessions of the user, on other machines, too. Long-lived tokens stay.</summary>
    public virtual Task LogoutAsync(RequestOptions? request = null, CancellationToken cancellationToken = default) =>
        Pipeline.SendForNothingAsync(
            new ApiRequest("Authentication.Logout", HttpMethod.Post, new ApiTarget("users/auth/logout")), request, cancellationToken);

    private async Task<HoodySession> SendAsync(ApiRequest message, RequestOptions? request, CancellationToken cancellationToken)
    {
        LoginData data = await Pipeline.SendAsync(
            message, HoodyJsonContext.Default.LoginData, request, cancellationToken).ConfigureAwait(false);
        return data.RequiresTwoFactor == true
            ? throw new HoodyTwoFactorRequiredException(
                "The account wants a second factor, which this client cannot give: use a long-lived token of the account instead.")
            : data.ToSession(Pipeline.Options.TimeProvider.GetUtcNow());
    }
}
