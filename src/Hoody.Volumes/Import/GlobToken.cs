using System.Text;

namespace Hoody.Volumes.Import;

/// <summary>What of a pattern stands for one character: the character itself, one behind a <c>\</c>, <c>?</c>, or a set.</summary>
internal static class GlobToken
{
    /// <summary>Compares the first character of a name with the first token of a pattern; passes over the token when they agree.</summary>
    /// <param name="pattern">A pattern without fault that does not begin with <c>*</c>; it may be empty.</param>
    /// <param name="name">Not empty.</param>
    /// <param name="length">The bytes of the character.</param>
    public static bool TryMatch(ref ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> name, out int length)
    {
        Rune.DecodeFromUtf8(name, out _, out length);
        if (pattern.IsEmpty)
        {
            return false;
        }

        FindFault(pattern, out int tokenLength);
        ReadOnlySpan<byte> token = pattern[..tokenLength];
        ReadOnlySpan<byte> character = name[..length];
        bool isMatch = token[0] switch
        {
            (byte)'?' => true,
            (byte)'[' => IsInSet(token[1..^1], character),
            (byte)'\\' => token[1..].SequenceEqual(character),
            _ => token.SequenceEqual(character),
        };
        pattern = isMatch ? pattern[tokenLength..] : pattern;
        return isMatch;
    }

    /// <summary>Measures the first token; says what is wrong with it, or null.</summary>
    public static string? FindFault(ReadOnlySpan<byte> pattern, out int length)
    {
        Rune.DecodeFromUtf8(pattern, out _, out length);
        if (pattern[0] == (byte)'\\')
        {
            Rune.DecodeFromUtf8(pattern[1..], out _, out int escaped);
            length += escaped;
            return escaped == 0 ? "it ends with a '\\' that takes nothing" : null;
        }

        if (pattern[0] != (byte)'[')
        {
            return null;
        }

        // A ']' that comes first belongs to the set.
        int first = pattern.Length > 1 && pattern[1] == (byte)'!' ? 2 : 1;
        int end = pattern.Length > first ? pattern[(first + 1)..].IndexOf((byte)']') : -1;
        length = end < 0 ? pattern.Length : first + 1 + end + 1;
        return end < 0 ? "a '[' has no ']'" : null;
    }

    private static bool IsInSet(ReadOnlySpan<byte> set, ReadOnlySpan<byte> character)
    {
        bool isNegated = set[0] == (byte)'!';
        set = isNegated ? set[1..] : set;
        bool isValid = Rune.DecodeFromUtf8(character, out Rune rune, out _) == System.Buffers.OperationStatus.Done;
        bool isIn = false;
        while (!set.IsEmpty)
        {
            Rune low = Take(ref set);
            Rune high = low;
            if (set.Length > 1 && set[0] == (byte)'-')
            {
                set = set[1..];
                high = Take(ref set);
            }

            isIn |= isValid && low <= rune && rune <= high;
        }

        return isIn != isNegated;
    }

    private static Rune Take(ref ReadOnlySpan<byte> set)
    {
        Rune.DecodeFromUtf8(set, out Rune rune, out int length);
        set = set[length..];
        return rune;
    }
}
