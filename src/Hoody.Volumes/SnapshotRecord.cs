using Hoody.ChunkStore;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes;

/// <summary>A tree at a moment: its root, where it came from, when, and what the caller says about it.</summary>
/// <remarks>Equality is by value. Whoever makes a record must not change its lists and bytes afterwards.</remarks>
public sealed record SnapshotRecord
{
    /// <summary>The root directory; its name is <see cref="EntryName.Root"/>.</summary>
    public required TreeEntry Root { get; init; }

    /// <summary>The snapshots this one followed, the nearest first; at most 64. The store need not hold them.</summary>
    public IReadOnlyList<BlobId> Parents { get; init; } = [];

    /// <summary>When the snapshot was taken; kept as the moment in UTC, to 100 ns.</summary>
    public required DateTimeOffset CreatedTime { get; init; }

    /// <summary>The caller's names and values, at most 256; a name has 1 to 255 bytes of UTF-8, a value up to 4,096.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Bytes of the caller, up to 1 MiB; the store does not look inside.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <inheritdoc/>
    public bool Equals(SnapshotRecord? other) =>
        other is not null && Root == other.Root && CreatedTime == other.CreatedTime && Parents.SequenceEqual(other.Parents)
        && Data.Span.SequenceEqual(other.Data.Span) && Labels.Count == other.Labels.Count
        && Labels.All(label => other.Labels.TryGetValue(label.Key, out string? value) && value == label.Value);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Root, CreatedTime, Parents.Count, Labels.Count, Data.Length);
}
