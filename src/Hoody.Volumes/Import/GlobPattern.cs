using System.Text;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Import;

/// <summary>One pattern of names to leave out, as <c>.gitignore</c> writes them. Immutable.</summary>
/// <remarks>
/// A pattern with a <c>/</c> before its end is compared with the whole path, another one with the last name. A <c>/</c> at the end: directories only.
/// <c>**</c> as a name is any number of names: none included, but at the end, where it is all that is inside. Within a name, <c>*</c> is any run of characters, <c>?</c> is one, <c>[a-z]</c> is one of a
/// set and <c>[!a-z]</c> one outside it, and <c>\</c> takes the next character as it is. A byte that is not UTF-8 is one character. The time it takes
/// grows with the product of the two lengths, never faster.
/// </remarks>
internal sealed class GlobPattern
{
    private static readonly byte[] _anyNames = "**"u8.ToArray();

    private readonly byte[][] _names;
    private readonly bool _isForDirectories;

    /// <exception cref="ArgumentException">The text is not a pattern.</exception>
    public GlobPattern(string text)
    {
        string pattern = text.TrimEnd('/');
        _isForDirectories = pattern.Length < text.Length;
        bool isForPaths = pattern.Contains('/', StringComparison.Ordinal);
        string[] names = (pattern.StartsWith('/') ? pattern[1..] : pattern).Split('/');
        foreach (string name in names)
        {
            string? fault = name is "" or "." or ".." ? "a name of it is empty, '.' or '..', and no path has such a name"
                : name.Contains('\0', StringComparison.Ordinal) ? "it holds a NUL"
                : pattern.StartsWith('!') ? "patterns that take names in again ('!') are not known; write '\\!' for the character"
                : FindFault(name);
            if (fault is not null)
            {
                throw new ArgumentException($"\"{text}\" is not a pattern: {fault}.", nameof(text));
            }
        }

        byte[][] encoded = [.. names.Select(StrictUtf8.GetBytes)];
        _names = isForPaths ? encoded : [_anyNames, .. encoded];
    }

    /// <summary>Whether the entry is left out; a directory that is left out is not entered.</summary>
    public bool IsMatch(TreePath path, EntryType type)
    {
        if (_isForDirectories && type != EntryType.Directory)
        {
            return false;
        }

        // Of several '**', only the last one passed can have to take more: whatever an earlier one takes, the later one could take as well.
        ReadOnlySpan<byte> rest = path.Bytes;
        ReadOnlySpan<byte> retryRest = default;
        int index = 0;
        int retryIndex = -1;
        while (!rest.IsEmpty)
        {
            if (index < _names.Length && _names[index].AsSpan().SequenceEqual(_anyNames))
            {
                retryIndex = ++index;
                retryRest = rest;
            }
            else if (index < _names.Length && IsNameMatch(_names[index], NameOf(rest)))
            {
                index++;
                rest = AfterName(rest);
            }
            else if (retryIndex >= 0)
            {
                retryRest = AfterName(retryRest);
                index = retryIndex;
                rest = retryRest;
            }
            else
            {
                return false;
            }
        }

        return index == _names.Length;
    }

    private static ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> path) => path.IndexOf((byte)'/') is >= 0 and int end ? path[..end] : path;

    private static ReadOnlySpan<byte> AfterName(ReadOnlySpan<byte> path) => path.IndexOf((byte)'/') is >= 0 and int end ? path[(end + 1)..] : [];

    // The same way: of several '*', only the last one passed is tried again.
    private static bool IsNameMatch(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> retryPattern = default;
        ReadOnlySpan<byte> retryName = default;
        bool canRetry = false;
        while (!name.IsEmpty)
        {
            if (!pattern.IsEmpty && pattern[0] == (byte)'*')
            {
                pattern = pattern[1..];
                retryPattern = pattern;
                retryName = name;
                canRetry = true;
            }
            else if (GlobToken.TryMatch(ref pattern, name, out int length))
            {
                name = name[length..];
            }
            else if (canRetry)
            {
                Rune.DecodeFromUtf8(retryName, out _, out int skipped);
                retryName = retryName[skipped..];
                pattern = retryPattern;
                name = retryName;
            }
            else
            {
                return false;
            }
        }

        return pattern.TrimStart((byte)'*').IsEmpty;
    }

    private static string? FindFault(string name)
    {
        ReadOnlySpan<byte> rest = StrictUtf8.GetBytes(name);
        while (!rest.IsEmpty)
        {
            if (GlobToken.FindFault(rest, out int length) is { } fault)
            {
                return fault;
            }

            rest = rest[length..];
        }

        return null;
    }
}
