namespace Hoody.Sdk;

/// <summary>What a new proxy alias is to be.</summary>
public sealed record CreateProxyAliasRequest
{
    /// <summary>Gets the container it leads to.</summary>
    public required ContainerId ContainerId { get; init; }

    /// <summary>Gets what in the container it leads to.</summary>
    public required ProxyTarget Target { get; init; }

    /// <summary>
    /// Gets the name, 3 to 61 lower-case letters, digits or <c>-</c>, not at the ends; unique on the server among all accounts. Null for a
    /// random one.
    /// </summary>
    public string? Alias
    {
        get;
        init => field = value is null || IsAlias(value)
            ? value
            : throw new ArgumentException("An alias has 3 to 61 lower-case letters, digits or '-', not at the ends.", nameof(value));
    }

    /// <summary>Gets the path that the root leads to, up to 2048 characters.</summary>
    public string? TargetPath { get; init; }

    /// <summary>Gets whether requests may name other paths. The service's default: true.</summary>
    public bool? AllowPathOverride { get; init; }

    /// <summary>Gets when it ends; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Gets whether it works from the start. Default: true.</summary>
    public bool IsEnabled { get; init; } = true;

    internal byte[] ToBody() => JsonBody.Write(json =>
    {
        json.WriteText("container_id", ContainerId.Value);
        json.WriteText("alias", Alias);
        json.WriteTarget(Target);
        json.WriteText("target_path", TargetPath);
        json.WriteFlag("allow_path_override", AllowPathOverride);
        json.WriteTime("expires_at", ExpiresAt);
        json.WriteFlag("enabled", IsEnabled);
    });

    internal static bool IsAlias(string text) => text.Length is >= 3 and <= 61 && text[0] != '-' && text[^1] != '-'
        && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
