namespace Hoody.LocalHost.State;

/// <summary>A bearer token, of which only the hash and the first characters are kept.</summary>
internal sealed class TokenRow
{
    public required string Id { get; init; }

    public required string AccountId { get; init; }

    /// <summary>The first bytes of <see cref="Hash"/>: the index looks these up, so that the whole hash is compared in constant time.</summary>
    public required int HashPrefix { get; init; }

    public required byte[] Hash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>By which people tell it from others; empty for a token of a schema that did not keep it.</summary>
    public string Prefix { get; init; } = "";

    public TokenDetails Details { get; set; } = new();

    public bool IsEnabled { get; set; } = true;

    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>Null until its first change.</summary>
    public DateTimeOffset? ChangedAt { get; set; }
}
