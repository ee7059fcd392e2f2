using Hoody.LocalHost.Http;
using Hoody.LocalHost.State;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Hoody.LocalHost.Accounts;

/// <summary>
/// An account's tokens. A token that is disabled or has ended is refused; its permissions, addresses and realms are kept and shown, not
/// held against requests: every token of an account may do all that the account may.
/// </summary>
internal static class TokenRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/auth/tokens", ListAsync);
        api.MapPost("/auth/tokens", CreateAsync);
        api.MapGet("/auth/tokens/me", GetCurrentAsync);
        api.MapGet("/auth/tokens/{id}", GetAsync);
        api.MapPut("/auth/tokens/{id}", UpdateAsync);
        api.MapDelete("/auth/tokens/{id}", DeleteAsync);
    }

    private static async Task<IResult> ListAsync(Caller caller, StateContext state, CancellationToken cancellationToken)
    {
        List<TokenRow> tokens = await TokensOf(state, caller).AsNoTracking()
            .OrderBy(token => token.CreatedAt).ThenBy(token => token.Id).ToListAsync(cancellationToken);
        return ApiResult.Ok("Auth tokens retrieved successfully", tokens.ConvertAll(TokenView.Of));
    }

    private static async Task<IResult> CreateAsync(HttpRequest request, Caller caller, StateContext state, AccountDirectory accounts)
    {
        BodyReader body = await BodyReader.ReadAsync(request);
        TokenDetails details = TokenFields.Read(body, new TokenDetails());
        DateTimeOffset? expiresAt = body.Time("expires_at");
        body.ThrowIfInvalid();

        (TokenRow token, string secret) = accounts.AddToken(caller.AccountId, details, expiresAt);
        await state.SaveChangesAsync(request.HttpContext.RequestAborted);
        return ApiResult.Created("Auth token created successfully", TokenView.WithSecret(token, secret));
    }

    private static async Task<IResult> GetAsync(string id, Caller caller, StateContext state, CancellationToken cancellationToken) =>
        ApiResult.Ok("Auth token retrieved successfully", TokenView.Of(await RequireAsync(state, id, caller, cancellationToken)));

    private static async Task<IResult> GetCurrentAsync(Caller caller, StateContext state, CancellationToken cancellationToken)
    {
        TokenRow token = await RequireAsync(state, caller.TokenId, caller, cancellationToken);
        return ApiResult.Ok("Auth token retrieved successfully", new
        {
            Token = TokenView.Of(token),
            Restrictions = new
            {
                HasRealmRestrictions = token.Details.RealmIds.Count > 0,
                RequiresRealmScope = !token.Details.AllowNoRealm,
                AllowedRealmIds = token.Details.RealmIds,
                token.Details.AllowNoRealm,
                ActiveRealmId = (string?)null,
            },
        });
    }

    private static async Task<IResult> UpdateAsync(HttpRequest request, string id, Caller caller, StateContext state, TimeProvider time)
    {
        CancellationToken cancellationToken = request.HttpContext.RequestAborted;
        BodyReader body = await BodyReader.ReadAsync(request);
        await using IDbContextTransaction transaction = await state.Database.BeginTransactionAsync(cancellationToken);
        TokenRow token = await RequireAsync(state, id, caller, cancellationToken);
        token.Details = TokenFields.Read(body, token.Details);
        token.ExpiresAt = body.Has("expires_at") ? body.Time("expires_at") : token.ExpiresAt;
        token.IsEnabled = body.Flag("is_enabled") ?? token.IsEnabled;
        body.ThrowIfInvalid();
        token.ChangedAt = time.GetUtcNow();
        await state.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return ApiResult.Ok("Auth token updated successfully", TokenView.Of(token));
    }

    private static async Task<IResult> DeleteAsync(string id, Caller caller, StateContext state, CancellationToken cancellationToken) =>
        await TokensOf(state, caller).Where(token => token.Id == id).ExecuteDeleteAsync(cancellationToken) == 0
            ? throw ApiErrors.ResourceNotFound("Auth token")
            : ApiResult.OkWithoutData("Auth token deleted successfully");

    private static IQueryable<TokenRow> TokensOf(StateContext state, Caller caller) =>
        state.Tokens.Where(token => token.AccountId == caller.AccountId);

    private static async Task<TokenRow> RequireAsync(
        StateContext state, string id, Caller caller, CancellationToken cancellationToken) =>
        await TokensOf(state, caller).SingleOrDefaultAsync(token => token.Id == id, cancellationToken)
            ?? throw ApiErrors.ResourceNotFound("Auth token");
}
