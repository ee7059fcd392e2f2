using System.Text.Json;

namespace Hoody.Sdk;

/// <summary>What is to change in a long-lived token. What is null stays as it is.</summary>
public sealed record UpdateApiTokenRequest
{
    /// <summary>Gets the new name.</summary>
    public string? Alias { get; init; }

    /// <summary>Gets the IPv4 addresses and networks it may be used from, all of them.</summary>
    public IReadOnlyList<string>? IpWhitelist { get; init; }

    /// <summary>Gets what it may do, as the service's tree of flags; what is not in it is denied.</summary>
    public JsonElement? Permissions { get; init; }

    /// <summary>Gets the realms it is restricted to, all of them.</summary>
    public IReadOnlyList<string>? RealmIds { get; init; }

    /// <summary>Gets whether it may be used outside of any realm.</summary>
    public bool? AllowNoRealm { get; init; }

    /// <summary>Gets when it is to end.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Gets whether its end is removed.</summary>
    public bool RemoveExpiry { get; init; }

    /// <summary>Gets whether it is to work.</summary>
    public bool? IsEnabled { get; init; }

    internal byte[] ToBody() => JsonBody.Write(json =>
    {
        json.WriteText("alias", Alias);
        json.WriteTexts("ip_whitelist", IpWhitelist);
        json.WriteElement("permissions", Permissions);
        json.WriteTexts("realm_ids", RealmIds);
        json.WriteFlag("allow_no_realm", AllowNoRealm);
        json.WriteEnd("expires_at", ExpiresAt, RemoveExpiry);
        json.WriteFlag("is_enabled", IsEnabled);
    });
}
