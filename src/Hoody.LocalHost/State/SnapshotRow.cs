namespace Hoody.LocalHost.State;

/// <summary>A snapshot of a container, as the API names it; the data is the snapshot record <see cref="BlobId"/> in the server's store.</summary>
internal sealed class SnapshotRow
{
    public required string ContainerId { get; init; }

    public required string Name { get; init; }

    public string? Alias { get; set; }

    public required string BlobId { get; init; }

    public required long SizeBytes { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? LastUsedAt { get; set; }

    public DateTimeOffset? ExpiresAt { get; init; }
}
