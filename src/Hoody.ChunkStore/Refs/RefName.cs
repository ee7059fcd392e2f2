using System.Globalization;
using Hoody.ChunkStore.Backends;

namespace Hoody.ChunkStore.Refs;

/// <summary>Names of refs, and the objects that hold their generations: <c>refs/&lt;name&gt;/~0000000000000000001</c>.</summary>
/// <remarks>No segment of a ref's name may hold '~', so the generations of <c>a</c> never meet the ref <c>a/b</c>.</remarks>
internal static class RefName
{
    internal const string Prefix = "refs/";

    internal const int MaxLength = 512;

    private const char GenerationMark = '~';

    // As many digits as the largest generation has: the order of the names is the order of the numbers.
    private const string GenerationFormat = "D19";

    internal static void Validate(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!IsName(name))
        {
            throw new ArgumentException(
                $"'{name}' is not a ref name: segments of 1 to 255 letters, digits, '.', '_' and '-', joined by '/', "
                    + $"none of them '.' or '..', {MaxLength} characters at most.",
                nameof(name));
        }
    }

    internal static bool IsName(string name) =>
        name.Length <= MaxLength && !name.Contains(GenerationMark) && name.Split('/').All(segment => ObjectName.IsSegment(segment));

    /// <summary>There is always a next one.</summary>
    internal static bool IsGeneration(long generation) => generation is > 0 and < long.MaxValue;

    internal static void ValidatePrefix(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ObjectName.ValidatePrefix(Prefix + prefix);
        if (prefix.Contains(GenerationMark))
        {
            throw new ArgumentException($"'{prefix}' is not the beginning of a ref name.", nameof(prefix));
        }
    }

    /// <summary>The prefix of all generations of one ref.</summary>
    internal static string GenerationsOf(string name) => $"{Prefix}{name}/{GenerationMark}";

    internal static string ObjectOf(string name, long generation) =>
        GenerationsOf(name) + generation.ToString(GenerationFormat, CultureInfo.InvariantCulture);

    /// <exception cref="CorruptDataException">The object is not a generation of a ref.</exception>
    internal static (string Name, long Generation) Parse(string objectName) => TryParse(objectName, out string name, out long generation)
        ? (name, generation)
        : throw new CorruptDataException($"Object '{objectName}'", "it is not a generation of a ref; move it out of the store");

    internal static bool TryParse(string objectName, out string name, out long generation)
    {
        int mark = objectName.LastIndexOf('/');
        name = mark > Prefix.Length ? objectName[Prefix.Length..mark] : "";
        generation = 0;
        return mark > Prefix.Length
            && objectName[mark..].StartsWith($"/{GenerationMark}", StringComparison.Ordinal)
            && long.TryParse(objectName.AsSpan(mark + 2), NumberStyles.None, CultureInfo.InvariantCulture, out generation)
            && IsGeneration(generation)
            && IsName(name)
            && objectName == ObjectOf(name, generation);
    }
}
