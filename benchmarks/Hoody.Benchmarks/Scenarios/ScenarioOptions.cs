using System.Globalization;

namespace Hoody.Benchmarks.Scenarios;

/// <summary>What the command line asks of a scenario.</summary>
internal sealed record ScenarioOptions
{
    /// <summary>How often each subject is timed.</summary>
    public int Rounds { get; private init; } = 11;

    /// <summary>Whether the report is also written to <c>benchmarks/results</c>.</summary>
    public bool IsSaved { get; private init; }

    /// <summary>What result files are named after; null for the processor's name.</summary>
    public string? MachineName { get; private init; }

    /// <summary>Folders of versioned files.</summary>
    public IReadOnlyList<string> CorpusDirectories { get; private init; } = [];

    /// <summary>Where large files are made for as long as the scenario runs.</summary>
    public string ScratchDirectory { get; private init; } = Path.GetTempPath();

    /// <summary>Only the part of the scenario that bears this name.</summary>
    public string? Part { get; private init; }

    /// <exception cref="ArgumentException">An unknown option, or one without its value.</exception>
    public static ScenarioOptions Parse(ReadOnlySpan<string> arguments)
    {
        ScenarioOptions options = new();
        for (; !arguments.IsEmpty; arguments = arguments[1..])
        {
            if (arguments[0] == "--save")
            {
                options = options with { IsSaved = true };
                continue;
            }

            if (arguments.Length < 2)
            {
                throw new ArgumentException($"Option '{arguments[0]}' is unknown or lacks its value. Options: {ScenarioProgram.OptionHelp}");
            }

            options = options.With(arguments[0], arguments[1]);
            arguments = arguments[1..];
        }

        return options;
    }

    private ScenarioOptions With(string option, string value) => option switch
    {
        "--rounds" => this with { Rounds = PositiveNumber(option, value) },
        "--machine" => this with { MachineName = value },
        "--corpus" => this with { CorpusDirectories = [.. CorpusDirectories, ExistingDirectory(option, value)] },
        "--scratch" => this with { ScratchDirectory = ExistingDirectory(option, value) },
        "--part" => this with { Part = value },
        _ => throw new ArgumentException($"Option '{option}' is unknown. Options: {ScenarioProgram.OptionHelp}"),
    };

    private static int PositiveNumber(string option, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
            ? number
            : throw new ArgumentException($"{option} takes a whole number above 0, not '{value}'.");

    private static string ExistingDirectory(string option, string value) =>
        Directory.Exists(value) ? value : throw new ArgumentException($"{option} names a folder; '{value}' is none.");
}
