using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Hoody.LocalHost.Http;

/// <summary>The colour of a project or a container: 3 or 6 hexadecimal digits, kept as <c>#RRGGBB</c> in upper case.</summary>
internal static partial class HexColor
{
    /// <summary>Reads <c>color</c>; null when absent or, after noting the problem, malformed.</summary>
    public static string? Read(BodyReader body)
    {
        string? text = body.Text("color", 3, 7, Form());
        if (text is null || !Form().IsMatch(text))
        {
            return null;
        }

        string digits = text.TrimStart('#').ToUpperInvariant();
        return "#" + (digits.Length == 3 ? string.Concat(digits.Select(digit => new string(digit, 2))) : digits);
    }

    public static string Random() => "#" + RandomNumberGenerator.GetHexString(6);

    [GeneratedRegex(@"\A#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
