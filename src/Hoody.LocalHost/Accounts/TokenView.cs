using System.Text.Json.Nodes;
using Hoody.LocalHost.Http;
using Hoody.LocalHost.State;

namespace Hoody.LocalHost.Accounts;

/// <summary>A token as the API shows it: without its secret, but for the one answer that makes it known.</summary>
internal static class TokenView
{
    public static JsonObject Of(TokenRow token) => WireJson.Object(new
    {
        token.Id,
        token.Details.Alias,
        token.Prefix,
        token.Details.IpWhitelist,
        token.Details.PermissionTemplate,
        Permissions = JsonNode.Parse(token.Details.Permissions ?? "{}"),
        token.Details.RealmIds,
        token.Details.AllowNoRealm,
        token.ExpiresAt,
        token.IsEnabled,
        VaultAccess = false,
        EventAccess = false,
        LastUsedAt = (DateTimeOffset?)null,
        token.CreatedAt,
        UpdatedAt = token.ChangedAt ?? token.CreatedAt,
    });

    public static JsonObject WithSecret(TokenRow token, string secret)
    {
        JsonObject view = Of(token);
        view["token"] = secret;
        return view;
    }
}
