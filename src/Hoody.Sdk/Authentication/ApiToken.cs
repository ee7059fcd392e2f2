using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hoody.Sdk;

/// <summary>A long-lived token of the account. The token itself is in <see cref="Secret"/>, and only once.</summary>
public sealed record ApiToken : HoodyModel
{
    /// <summary>Gets the id.</summary>
    public required ApiTokenId Id { get; init; }

    /// <summary>Gets the token itself: from <see cref="ApiTokensClient.CreateAsync"/> only, null ever after. It is not serialised again.</summary>
    [JsonPropertyName("token")]
    [JsonConverter(typeof(HoodyAccessTokenJsonConverter))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWriting)]
    public HoodyAccessToken? Secret { get; init; }

    /// <summary>Gets its name.</summary>
    public string? Alias { get; init; }

    /// <summary>Gets its first characters, by which it is told from others.</summary>
    public string? Prefix { get; init; }

    /// <summary>Gets the IPv4 addresses and networks it may be used from; <c>*</c> for any.</summary>
    public IReadOnlyList<string> IpWhitelist
    {
        get => field ?? [];
        init;
    }

    /// <summary>Gets what it may do, as the service tells: a tree of flags such as <c>containers.create</c>.</summary>
    public JsonElement? Permissions { get; init; }

    /// <summary>Gets the realms it is restricted to; none for no restriction.</summary>
    public IReadOnlyList<string> RealmIds
    {
        get => field ?? [];
        init;
    }

    /// <summary>Gets whether it may be used outside of any realm.</summary>
    public bool? AllowNoRealm { get; init; }

    /// <summary>Gets whether it works.</summary>
    public bool? IsEnabled { get; init; }

    /// <summary>Gets when it ends; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Gets when it was last used.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>Gets when it was created.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Gets when it last changed.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }
}
