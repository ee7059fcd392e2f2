using System.Text.Json.Serialization;

namespace Hoody.Sdk;

/// <summary>A kept state of a container.</summary>
public sealed record Snapshot : HoodyModel
{
    /// <summary>Gets the name by which it is restored, deleted and copied from, unique in its container.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the text its owner gave it. The name is made of it where there is one.</summary>
    public string? Alias { get; init; }

    /// <summary>Gets when it was made.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Gets when it was last restored or copied from.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>Gets when the service removes it; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Gets whether it holds the memory of running programs, too.</summary>
    [JsonPropertyName("stateful")]
    public bool IsStateful { get; init; }

    /// <summary>Gets its size in bytes.</summary>
    [JsonPropertyName("size")]
    public long? SizeBytes { get; init; }
}
