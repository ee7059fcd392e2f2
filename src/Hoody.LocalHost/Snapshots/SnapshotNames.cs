using System.Globalization;
using System.Text.RegularExpressions;

namespace Hoody.LocalHost.Snapshots;

/// <summary>
/// The service's naming rule: the alias with everything but letters, digits, <c>_</c> and <c>-</c> taken out and leading hyphens
/// stripped; <c>snap-YYYYMMDD-HHMMSS</c> (UTC) when there is no alias or nothing of it is left.
/// </summary>
internal static partial class SnapshotNames
{
    /// <summary>The name for a new snapshot; a number is added where the name is taken.</summary>
    public static string Choose(string? alias, DateTimeOffset now, IReadOnlySet<string> taken)
    {
        string name = OtherCharacters().Replace(alias ?? "", "").TrimStart('-');
        if (name.Length == 0)
        {
            name = "snap-" + now.UtcDateTime.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        }

        string unique = name;
        for (int number = 2; taken.Contains(unique); number++)
        {
            unique = $"{name}-{number}";
        }

        return unique;
    }

    [GeneratedRegex("[^a-zA-Z0-9_-]")]
    private static partial Regex OtherCharacters();
}
