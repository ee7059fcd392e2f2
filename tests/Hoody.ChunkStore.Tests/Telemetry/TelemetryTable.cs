using System.Text.RegularExpressions;

namespace Hoody.ChunkStore.Tests.Telemetry;

/// <summary>What docs/telemetry.md promises of the store.</summary>
internal static partial class TelemetryTable
{
    /// <summary>A line of one of its tables: the heading of the first column, the names in the first cell, and the other cells.</summary>
    internal sealed record Line(string Heading, string[] Names, string[] Cells)
    {
        internal string Name => Names[0];
    }

    internal static IReadOnlyList<Line> Activities { get; } = [.. Read().Where(line => line.Heading == "activity")];

    internal static IReadOnlyList<Line> Instruments { get; } = [.. Read().Where(line => line.Heading == "instrument")];

    internal static IReadOnlyList<Line> Tags { get; } = [.. Read().Where(line => line.Heading == "tag")];

    internal static string[] NamesIn(string cell) => [.. Quoted().Matches(cell).Select(match => match.Groups[1].Value)];

    private static IEnumerable<Line> Read()
    {
        string heading = "";
        string path = Path.Combine(AppContext.BaseDirectory, "telemetry.md");
        foreach (string line in File.ReadLines(path).SkipWhile(line => line != "## The store").Where(line => line.StartsWith('|')))
        {
            string[] cells = [.. line.Trim('|').Split('|').Select(cell => cell.Trim())];
            if (NamesIn(cells[0]) is { Length: > 0 } names)
            {
                yield return new Line(heading, names, cells[1..]);
            }
            else if (!cells[0].StartsWith('-'))
            {
                heading = cells[0];
            }
        }
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();
}
