using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Hoody.Sdk;

/// <summary>Names that users choose, checked before a request is made of them.</summary>
internal static class ContainerNames
{
    private const int MaxSnapshotAliasLength = 100;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    public static void Check(string? name, int minLength, string parameter)
    {
        if (name is not null && (name.Length < minLength || name.Length > 100 || name.AsSpan().ContainsAnyExcept(Allowed)))
        {
            throw new ArgumentException($"A container's name has {minLength} to 100 letters, digits, '_' or '-'.", parameter);
        }
    }

    public static void CheckSourceSnapshot(string? name, string parameter)
    {
        if (name is not null && (name.Length == 0 || name.AsSpan().ContainsAnyExcept(Allowed)))
        {
            throw new ArgumentException(
                "A source snapshot is given by its name, which has letters, digits, '_' or '-' only; an alias may not be its name.",
                parameter);
        }
    }

    public static void CheckSnapshotAlias(string? alias, string parameter)
    {
        if (alias is { Length: 0 or > MaxSnapshotAliasLength })
        {
            throw new ArgumentException($"A snapshot's alias has 1 to {MaxSnapshotAliasLength} characters, or is null for none.", parameter);
        }
    }

    /// <summary>Gets a snapshot's name as one segment of a path.</summary>
    public static string SnapshotSegment(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);

        return IsSnapshotName(name)
            ? Uri.EscapeDataString(name)
            : throw new ArgumentException("A snapshot's name is not '.' or '..', and has no slashes or control characters.", nameof(name));
    }

    // A dot segment is folded away even when it is escaped, and servers differ about an escaped slash.
    public static bool IsSnapshotName([NotNullWhen(true)] string? name) => !string.IsNullOrWhiteSpace(name)
        && name is not ("." or "..") && !name.AsSpan().ContainsAny('/', '\\') && !name.Any(char.IsControl);
}
