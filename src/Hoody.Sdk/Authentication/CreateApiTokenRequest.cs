using System.Text.Json;

namespace Hoody.Sdk;

/// <summary>What a new long-lived token is to be. What is null is left to the service.</summary>
public sealed record CreateApiTokenRequest
{
    /// <summary>Gets the name; null for one of the service's.</summary>
    public string? Alias { get; init; }

    /// <summary>Gets the IPv4 addresses and networks it may be used from; null for any.</summary>
    public IReadOnlyList<string>? IpWhitelist { get; init; }

    /// <summary>
    /// Gets the set of permissions to give it: <c>full_access</c>, <c>external_customer</c>, <c>dev_team</c>, <c>finance_team</c> or
    /// <c>read_only</c>.
    /// </summary>
    public string? PermissionTemplate { get; init; }

    /// <summary>Gets what it may do, as the service's tree of flags; what is not in it is denied.</summary>
    public JsonElement? Permissions { get; init; }

    /// <summary>Gets the realms it is restricted to.</summary>
    public IReadOnlyList<string>? RealmIds { get; init; }

    /// <summary>Gets whether it may be used outside of any realm. The service's default: true.</summary>
    public bool? AllowNoRealm { get; init; }

    /// <summary>Gets when it ends; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    internal byte[] ToBody() => JsonBody.Write(json =>
    {
        json.WriteText("alias", Alias);
        json.WriteTexts("ip_whitelist", IpWhitelist);
        json.WriteText("permission_template", PermissionTemplate);
        json.WriteElement("permissions", Permissions);
        json.WriteTexts("realm_ids", RealmIds);
        json.WriteFlag("allow_no_realm", AllowNoRealm);
        json.WriteTime("expires_at", ExpiresAt);
    });
}
