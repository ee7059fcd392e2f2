namespace Hoody.LocalHost.State;

/// <summary>An account: the owner of projects, and through them of everything else.</summary>
internal sealed class AccountRow
{
    public required string Id { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
