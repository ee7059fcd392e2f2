using System.Text.Json.Serialization;

namespace Hoody.Sdk;

/// <summary>What a new snapshot is to be.</summary>
public sealed record CreateSnapshotRequest
{
    /// <summary>Gets the text to make the name of, up to 100 characters; null for a name made of the time.</summary>
    public string? Alias
    {
        get;
        init => field = value is null or { Length: <= 100 }
            ? value
            : throw new ArgumentException("An alias has up to 100 characters.", nameof(value));
    }

    /// <summary>Gets after how many days the service removes it, 1 to 3650; null for never.</summary>
    [JsonPropertyName("expiry")]
    public int? ExpiryDays
    {
        get;
        init => field = value is null or (>= 1 and <= 3650)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), "1 to 3650 days.");
    }
}
