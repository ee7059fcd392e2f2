using System.Globalization;
using Hoody.Benchmarks.Measuring;

namespace Hoody.Benchmarks.Scenarios;

/// <summary>The scenarios by name.</summary>
internal static class ScenarioProgram
{
    public const string OptionHelp =
        "--rounds N, --corpus DIR (again for more), --scratch DIR, --part NAME, --machine NAME, --save";

    private static readonly Dictionary<string, Action<ScenarioOptions, Report>> Scenarios = new()
    {
        ["calibrate"] = CalibrateScenario.Run,
        ["chunking"] = ChunkingScenario.Run,
        ["client"] = ClientScenario.Run,
        ["collection"] = CollectionScenario.Run,
        ["growth"] = GrowthScenario.Run,
        ["hashing"] = HashingScenario.Run,
        ["index"] = IndexScenario.Run,
        ["ingest"] = IngestScenario.Run,
        ["refs"] = RefsScenario.Run,
        ["store"] = StoreScenario.Run,
        ["transfer"] = TransferScenario.Run,
        ["volumes"] = VolumesScenario.Run,
    };

    public static int Run(ReadOnlySpan<string> arguments)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        try
        {
            return Run(arguments.IsEmpty ? "" : arguments[0], arguments.IsEmpty ? [] : arguments[1..]);
        }
        catch (ArgumentException problem)
        {
            Console.Error.WriteLine(problem.Message);
            return 2;
        }
    }

    private static int Run(string name, ReadOnlySpan<string> arguments)
    {
        if (ChildPrograms.TryRun(name, arguments))
        {
            return 0;
        }

        if (!Scenarios.TryGetValue(name, out Action<ScenarioOptions, Report>? scenario))
        {
            throw new ArgumentException($"'{name}' is no scenario. There are: {string.Join(", ", Scenarios.Keys)}. Options: {OptionHelp}");
        }

        ScenarioOptions options = ScenarioOptions.Parse(arguments);
        Report report = new(options.Part is { } part ? $"{name}-{part}" : name, Machine.Describe(options.MachineName));
        scenario(options, report);
        report.Close();
        Console.Write(report);
        if (options.IsSaved)
        {
            Console.Error.WriteLine($"Written: {report.Save()}");
        }

        return 0;
    }
}
