namespace Hoody.LocalHost.State;

/// <summary>A bearer token, of which only the hash is kept.</summary>
internal sealed class TokenRow
{
    public required string Id { get; init; }

    public required string AccountId { get; init; }

    /// <summary>The first bytes of <see cref="Hash"/>: the index looks these up, so that the whole hash is compared in constant time.</summary>
    public required int HashPrefix { get; init; }

    public required byte[] Hash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
