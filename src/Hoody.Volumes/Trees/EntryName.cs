namespace Hoody.Volumes.Trees;

/// <summary>The name of one directory entry: raw bytes, and safe to use as one path component.</summary>
/// <remarks>
/// 1 to 255 bytes without <c>/</c> or NUL, and neither <c>.</c> nor <c>..</c>; only a root has the empty name. The bytes
/// need not be UTF-8. Names sort by their bytes, whatever the culture.
/// </remarks>
public readonly struct EntryName : IEquatable<EntryName>, IComparable<EntryName>
{
    /// <summary>The longest name: 255 bytes, as on every Linux file system.</summary>
    public const int MaxLengthBytes = 255;

    private readonly byte[]? _bytes;

    /// <summary>Copies a name from its bytes.</summary>
    /// <exception cref="ArgumentException">The bytes are not a safe name.</exception>
    public EntryName(ReadOnlySpan<byte> name)
        : this(CopySafe(name))
    {
    }

    /// <summary>Makes a name from text, encoded as UTF-8.</summary>
    /// <exception cref="ArgumentException">The text is not a safe name, or not valid UTF-16.</exception>
    public EntryName(string name)
        : this(CopySafe(StrictUtf8.GetBytes(name)))
    {
    }

    private EntryName(byte[] safeBytes) => _bytes = safeBytes;

    /// <summary>The empty name that the root of a tree has.</summary>
    public static EntryName Root => default;

    /// <summary>The raw bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Whether this is the empty name of a root.</summary>
    public bool IsRoot => _bytes is null;

    /// <summary>Whether both are the same bytes.</summary>
    public static bool operator ==(EntryName left, EntryName right) => left.Equals(right);

    /// <summary>Whether the bytes differ.</summary>
    public static bool operator !=(EntryName left, EntryName right) => !left.Equals(right);

    /// <summary>Whether <paramref name="left"/> sorts first.</summary>
    public static bool operator <(EntryName left, EntryName right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> sorts last.</summary>
    public static bool operator >(EntryName left, EntryName right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> sorts first, or both are equal.</summary>
    public static bool operator <=(EntryName left, EntryName right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> sorts last, or both are equal.</summary>
    public static bool operator >=(EntryName left, EntryName right) => left.CompareTo(right) >= 0;

    /// <summary>Copies a name from its bytes; false when they are not a safe name.</summary>
    public static bool TryCreate(ReadOnlySpan<byte> name, out EntryName result)
    {
        bool isSafe = FindFault(name) is null;
        result = isSafe ? new EntryName(name.ToArray()) : default;
        return isSafe;
    }

    /// <inheritdoc/>
    public bool Equals(EntryName other) => Bytes.SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is EntryName other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(Bytes);
        return hash.ToHashCode();
    }

    /// <summary>Compares the bytes as unsigned numbers, first to last.</summary>
    public int CompareTo(EntryName other) => Bytes.SequenceCompareTo(other.Bytes);

    /// <summary>The name for people: control characters, backslashes and bytes that are not UTF-8 appear as <c>\xNN</c>.</summary>
    public override string ToString() => EscapedText.Of(Bytes);

    /// <summary>Completes the sentence "An entry's name …"; null when the name is safe.</summary>
    internal static string? FindFault(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty || name.Length > MaxLengthBytes)
        {
            return $"has 1 to {MaxLengthBytes} bytes, not {name.Length}";
        }

        if (name.IndexOfAny((byte)'/', (byte)0) >= 0)
        {
            return $"holds neither '/' nor NUL: {EscapedText.Of(name)}";
        }

        return name.SequenceEqual("."u8) || name.SequenceEqual(".."u8) ? "is neither '.' nor '..'" : null;
    }

    private static byte[] CopySafe(ReadOnlySpan<byte> name) =>
        FindFault(name) is { } fault ? throw new ArgumentException($"An entry's name {fault}.", nameof(name)) : name.ToArray();
}
