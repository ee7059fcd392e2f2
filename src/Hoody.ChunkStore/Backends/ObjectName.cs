using System.Buffers;

namespace Hoody.ChunkStore.Backends;

/// <summary>The rules of object names that <see cref="IStorageBackend"/> states: one check for every backend.</summary>
internal static class ObjectName
{
    internal const int MaxLength = 1024;

    internal const int MaxSegmentLength = 255;

    /// <summary>Kept free for a backend's own half-written files.</summary>
    internal const string ReservedSegment = "tmp";

    // One character more than the segments of a ref may have: '~' marks what the store itself adds to a ref's name.
    private static readonly SearchValues<char> s_allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-~");

    internal static void Validate(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length > MaxLength)
        {
            throw new ArgumentException($"An object name has at most {MaxLength} characters, not {name.Length}.", nameof(name));
        }

        foreach (Range segment in name.AsSpan().Split('/'))
        {
            if (!IsSegment(name.AsSpan()[segment]))
            {
                throw new ArgumentException($"'{name}' is not an object name: a segment is empty, too long or not plain.", nameof(name));
            }
        }

        if (IsReserved(name))
        {
            throw new ArgumentException($"'{name}' is not an object name: '{ReservedSegment}' is kept for temporary files.", nameof(name));
        }
    }

    /// <summary>A prefix is a name cut anywhere: its last segment may be empty, or cut short.</summary>
    internal static void ValidatePrefix(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        int lastSlash = prefix.LastIndexOf('/');
        if (lastSlash >= 0)
        {
            Validate(prefix[..lastSlash]);
        }

        ReadOnlySpan<char> tail = prefix.AsSpan(lastSlash + 1);
        if (tail.Length > MaxSegmentLength || tail.ContainsAnyExcept(s_allowed))
        {
            throw new ArgumentException($"'{prefix}' is not the beginning of an object name.", nameof(prefix));
        }
    }

    internal static bool IsSegment(ReadOnlySpan<char> segment) =>
        segment.Length is > 0 and <= MaxSegmentLength
        && segment is not ("." or "..")
        && !segment.ContainsAnyExcept(s_allowed);

    private static bool IsReserved(string name) =>
        name == ReservedSegment || name.StartsWith(ReservedSegment + "/", StringComparison.Ordinal);
}
