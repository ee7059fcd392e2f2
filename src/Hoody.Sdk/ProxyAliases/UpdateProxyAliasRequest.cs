namespace Hoody.Sdk;

/// <summary>What is to change in a proxy alias. What is null stays as it is. Its container cannot change: see <see cref="ProxyAliasesClient.MoveAsync"/>.</summary>
public sealed record UpdateProxyAliasRequest
{
    /// <summary>Gets the new name.</summary>
    public string? Alias
    {
        get;
        init => field = value is null || CreateProxyAliasRequest.IsAlias(value)
            ? value
            : throw new ArgumentException("An alias has 3 to 61 lower-case letters, digits or '-', not at the ends.", nameof(value));
    }

    /// <summary>Gets what in the container it is to lead to.</summary>
    public ProxyTarget? Target { get; init; }

    /// <summary>Gets the path that the root is to lead to; an empty one removes it.</summary>
    public string? TargetPath { get; init; }

    /// <summary>Gets whether requests may name other paths.</summary>
    public bool? AllowPathOverride { get; init; }

    /// <summary>Gets when it is to end.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Gets whether its end is removed.</summary>
    public bool RemoveExpiry { get; init; }

    /// <summary>Gets whether it is to work.</summary>
    public bool? IsEnabled { get; init; }

    internal byte[] ToBody() => JsonBody.Write(json =>
    {
        json.WriteText("alias", Alias);
        json.WriteTarget(Target);
        json.WriteText("target_path", TargetPath);
        json.WriteFlag("allow_path_override", AllowPathOverride);
        json.WriteEnd("expires_at", ExpiresAt, RemoveExpiry);
        json.WriteFlag("enabled", IsEnabled);
    });
}
