using Hoody.LocalHost.Accounts;
using Hoody.LocalHost.Http;
using Hoody.LocalHost.State;
using Microsoft.EntityFrameworkCore;

namespace Hoody.LocalHost.ProxyAliases;

/// <summary>Finds a caller's aliases; another account's are not there, though their names may be taken.</summary>
internal static class AliasLookup
{
    public static IQueryable<ProxyAliasRow> AliasesOf(this StateContext state, Caller caller) =>
        state.ProxyAliases.Where(alias => alias.AccountId == caller.AccountId);

    public static async Task<ProxyAliasRow> RequireAliasAsync(
        this StateContext state, string id, Caller caller, CancellationToken cancellationToken) =>
        await state.AliasesOf(caller).SingleOrDefaultAsync(alias => alias.Id == id, cancellationToken)
            ?? throw ApiErrors.ResourceNotFound("Proxy alias");

    /// <exception cref="ApiException">Another alias of the server, or of the account, has the name.</exception>
    public static async Task RequireFreeAliasAsync(
        this StateContext state, string name, string serverId, Caller caller, string? exceptId, CancellationToken cancellationToken)
    {
        List<ProxyAliasRow> taken = await state.ProxyAliases.AsNoTracking()
            .Where(alias => alias.Alias == name && alias.Id != exceptId && (alias.ServerId == serverId || alias.AccountId == caller.AccountId))
            .ToListAsync(cancellationToken);
        if (taken.Count > 0)
        {
            throw ApiErrors.ProxyAliasInUse(name, taken.Exists(alias => alias.ServerId == serverId) ? "server" : "account");
        }
    }
}
