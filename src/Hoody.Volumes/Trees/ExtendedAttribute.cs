using System.Diagnostics.CodeAnalysis;

namespace Hoody.Volumes.Trees;

/// <summary>One extended attribute: access lists and file capabilities are kept as these too.</summary>
/// <param name="Name">The whole name with its namespace (<c>user.comment</c>), 1 to 255 bytes without NUL.</param>
/// <param name="Value">Up to 65,536 bytes.</param>
/// <remarks>Two are equal when their bytes are. The caller must not change the bytes afterwards.</remarks>
[SuppressMessage("Naming", "CA1711", Justification = "The file system's own word for it.")]
public sealed record ExtendedAttribute(ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> Value)
{
    /// <inheritdoc/>
    public bool Equals(ExtendedAttribute? other) =>
        other is not null && Name.Span.SequenceEqual(other.Name.Span) && Value.Span.SequenceEqual(other.Value.Span);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(Name.Span);
        hash.AddBytes(Value.Span);
        return hash.ToHashCode();
    }
}
