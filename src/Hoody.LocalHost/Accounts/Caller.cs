namespace Hoody.LocalHost.Accounts;

/// <summary>The account that sent a request, and the token it did so with; handlers take it as a parameter and look at nothing that is not its own.</summary>
internal sealed record Caller(string AccountId, string TokenId)
{
    /// <summary>The caller that the authentication put on the request.</summary>
    public static ValueTask<Caller?> BindAsync(HttpContext http) => ValueTask.FromResult(http.Features.Get<Caller>());
}
