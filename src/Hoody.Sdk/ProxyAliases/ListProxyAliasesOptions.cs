namespace Hoody.Sdk;

/// <summary>Which proxy aliases a listing gives.</summary>
public sealed record ListProxyAliasesOptions
{
    /// <summary>Gets the project whose aliases are listed; null for all.</summary>
    public ProjectId? ProjectId { get; init; }

    /// <summary>Gets the container whose aliases are listed; null for all.</summary>
    public ContainerId? ContainerId { get; init; }

    /// <summary>Gets whether those that work, or those that do not, are listed; null for both.</summary>
    public bool? IsEnabled { get; init; }

    /// <summary>Gets whether those that have ended, or those that have not, are listed; null for both.</summary>
    public bool? IsExpired { get; init; }

    /// <summary>Gets the realm whose aliases are listed; null for all that the token may see.</summary>
    public string? RealmId { get; init; }
}
