namespace Hoody.Volumes.Trees;

/// <summary>The way from a tree's root to one of its entries: raw names joined by <c>/</c>; empty for the root.</summary>
/// <remarks>Paths sort as a walk meets them: a directory, then what is in it, then its next sibling.</remarks>
public readonly struct TreePath : IEquatable<TreePath>, IComparable<TreePath>
{
    private const int MaxMessageLength = 1_024;

    private readonly byte[]? _bytes;

    private TreePath(byte[] bytes) => _bytes = bytes;

    /// <summary>The root of a tree.</summary>
    public static TreePath Root => default;

    /// <summary>The raw bytes, without a leading or trailing <c>/</c>.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Whether this is the root.</summary>
    public bool IsRoot => Bytes.IsEmpty;

    /// <summary>The last name of the path; <see cref="EntryName.Root"/> for the root.</summary>
    public EntryName Name => IsRoot ? EntryName.Root : new EntryName(Bytes[(Bytes.LastIndexOf((byte)'/') + 1)..]);

    /// <summary>The path of the directory that holds the entry; the root's is the root.</summary>
    internal TreePath Parent => Bytes.LastIndexOf((byte)'/') is > 0 and int end ? new TreePath(Bytes[..end].ToArray()) : Root;

    /// <summary>Whether both are the same bytes.</summary>
    public static bool operator ==(TreePath left, TreePath right) => left.Equals(right);

    /// <summary>Whether the bytes differ.</summary>
    public static bool operator !=(TreePath left, TreePath right) => !left.Equals(right);

    /// <summary>Whether a walk meets <paramref name="left"/> first.</summary>
    public static bool operator <(TreePath left, TreePath right) => left.CompareTo(right) < 0;

    /// <summary>Whether a walk meets <paramref name="left"/> last.</summary>
    public static bool operator >(TreePath left, TreePath right) => left.CompareTo(right) > 0;

    /// <summary>Whether a walk meets <paramref name="left"/> first, or both are equal.</summary>
    public static bool operator <=(TreePath left, TreePath right) => left.CompareTo(right) <= 0;

    /// <summary>Whether a walk meets <paramref name="left"/> last, or both are equal.</summary>
    public static bool operator >=(TreePath left, TreePath right) => left.CompareTo(right) >= 0;

    /// <summary>Reads a path from text with <c>/</c> between its names; the empty text is the root.</summary>
    /// <exception cref="ArgumentException">A name is not safe (empty, <c>.</c>, <c>..</c>, too long), or not valid UTF-16.</exception>
    public static TreePath Parse(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        TreePath result = Root;
        foreach (string name in path.Length == 0 ? [] : path.Split('/'))
        {
            result = result.Combine(new EntryName(name));
        }

        return result;
    }

    /// <summary>The path of the entry <paramref name="name"/> in the directory that this path names.</summary>
    public TreePath Combine(EntryName name)
    {
        if (name.IsRoot)
        {
            return this;
        }

        return new TreePath(IsRoot ? name.Bytes.ToArray() : [.. Bytes, (byte)'/', .. name.Bytes]);
    }

    /// <summary>The paths of an entry in a directory that may have moved; one and the same bytes for both where it has not.</summary>
    internal static (TreePath Path, TreePath PathBefore) Combine(TreePath path, TreePath pathBefore, EntryName name)
    {
        TreePath combined = path.Combine(name);
        return (combined, path._bytes == pathBefore._bytes ? combined : pathBefore.Combine(name));
    }

    /// <inheritdoc/>
    public bool Equals(TreePath other) => Bytes.SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TreePath other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(Bytes);
        return hash.ToHashCode();
    }

    /// <summary>Compares name by name, so that what is in a directory sorts before the directory's next sibling.</summary>
    public int CompareTo(TreePath other)
    {
        int same = Bytes.CommonPrefixLength(other.Bytes);
        return RankAt(same).CompareTo(other.RankAt(same));
    }

    /// <summary>The path for people, escaped as <see cref="EntryName.ToString"/> does; <c>.</c> for the root.</summary>
    public override string ToString() => IsRoot ? "." : EscapedText.Of(Bytes);

    /// <summary>The path for a message, without its middle when it is very long: depth is in the hands of whoever made the tree.</summary>
    internal string ToShortString()
    {
        string path = ToString();
        return path.Length <= MaxMessageLength ? path : $"{path[..(MaxMessageLength / 2)]} … {path[^(MaxMessageLength / 2)..]}";
    }

    // The end sorts first, then the separator, then every byte that a name can hold (none is zero).
    private int RankAt(int index) => index == Bytes.Length ? -1 : Bytes[index] == (byte)'/' ? 0 : Bytes[index];
}
