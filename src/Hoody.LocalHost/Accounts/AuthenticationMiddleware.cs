using Hoody.LocalHost.Http;

namespace Hoody.LocalHost.Accounts;

/// <summary>Lets a request through to its endpoint only with a valid token; there is no endpoint without.</summary>
internal sealed class AuthenticationMiddleware(RequestDelegate next)
{
    /// <summary>Query keys that tempt people to write a token into a URL, where logs and histories keep it.</summary>
    private static readonly string[] ForbiddenQueryKeys = ["token", "access_token", "api_key", "authorization"];

    public async Task InvokeAsync(HttpContext http, AccountDirectory accounts)
    {
        if (http.GetEndpoint() is not null)
        {
            http.Features.Set(await AuthenticateAsync(http, accounts));
        }

        await next(http);
    }

    private static async Task<Caller> AuthenticateAsync(HttpContext http, AccountDirectory accounts)
    {
        string header = http.Request.Headers.Authorization.ToString();
        if (header.Length == 0)
        {
            throw ApiErrors.MissingToken();
        }

        if (Array.Exists(ForbiddenQueryKeys, http.Request.Query.ContainsKey) || !AccessToken.TryRead(header, out string token))
        {
            throw ApiErrors.InvalidToken();
        }

        return await accounts.AuthenticateAsync(token, http.RequestAborted);
    }
}
