namespace Hoody.LocalHost.State;

/// <summary>A project: a named group of an account's containers.</summary>
internal sealed class ProjectRow
{
    public required string Id { get; init; }

    public required string AccountId { get; init; }

    public required string Alias { get; set; }

    public required string Color { get; set; }

    public int? MaxContainers { get; set; }

    public bool IsDefault { get; init; }

    public List<string> RealmIds { get; set; } = [];

    /// <summary>Deleted for the API; the row goes when the project's last container is gone.</summary>
    public bool IsDeleted { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; set; }
}
