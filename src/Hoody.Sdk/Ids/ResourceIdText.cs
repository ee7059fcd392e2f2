using System.Buffers;

namespace Hoody.Sdk;

/// <summary>What every id has in common: text that is safe as one segment of a URL path.</summary>
internal static class ResourceIdText
{
    public const int MaxLength = 128;

    // Nothing that a URL escapes, splits at, or folds away, so an id can never reach beyond its own path segment.
    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    public static bool IsValid(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= MaxLength && !text.ContainsAnyExcept(Allowed);

    public static string Require(string value, string typeName)
    {
        ArgumentNullException.ThrowIfNull(value);
        return IsValid(value) ? value : throw new ArgumentException(Rule(typeName), nameof(value));
    }

    public static FormatException Malformed(string typeName) => new(Rule(typeName));

    public static InvalidOperationException Unset(string typeName) =>
        new($"This {typeName} is the default value and names nothing; make one with {typeName}.Parse.");

    // The text itself is not repeated: what lands here by mistake may be a token.
    private static string Rule(string typeName) =>
        $"The text is not a {typeName}: expected 1 to {MaxLength} letters, digits, '_' or '-'.";
}
