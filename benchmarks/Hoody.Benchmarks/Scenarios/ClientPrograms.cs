using System.Diagnostics;
using System.Globalization;
using Hoody.Benchmarks.Measuring;

namespace Hoody.Benchmarks.Scenarios;

/// <summary>The client's package, and a program with the client published to machine code, against one that does nothing.</summary>
internal static class ClientPrograms
{
    // Many starts make one sample, so that starting the loop that starts them does not show.
    private const int StartsPerSample = 40;
    private const string Loop = """i=0; while [ $i -lt "$1" ]; do "$2" $3 > /dev/null || exit 1; i=$((i+1)); done""";

    public static void AddTo(ScenarioOptions options, Report report)
    {
        DirectoryInfo directory = Directory.CreateDirectory(Path.Combine(options.ScratchDirectory, $"hoody-client-{Environment.ProcessId}"));
        try
        {
            string empty = ChildPrograms.Publish("benchmarks/Hoody.EmptyProgram", directory);
            string smoke = ChildPrograms.Publish("tests/Hoody.Sdk.Smoke", directory);
            string packages = Path.Combine(directory.FullName, "packages");
            ChildPrograms.Run(["dotnet", "pack", Checkout.PathOf("src/Hoody.Sdk"), "-c", "Release", "-o", packages]);
            AddSizes(report, packages, empty, smoke);
            AddStarts(options, report, empty, smoke);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static void AddSizes(Report report, string packages, string empty, string smoke)
    {
        Table table = report.Add(new Table("Sizes", "Bytes on disk; symbols are files of their own.", ["", "bytes"]));
        table.Add("the package", Length(Directory.GetFiles(packages, "*.nupkg").Single()));
        table.Add("its symbols, with all sources", Length(Directory.GetFiles(packages, "*.snupkg").Single()));
        table.Add("the smoke program in machine code", Length(smoke));
        table.Add("an empty program in machine code", Length(empty));
    }

    private static string Length(string path) => $"{new FileInfo(path).Length:N0}";

    private static void AddStarts(ScenarioOptions options, Report report, string empty, string smoke)
    {
        (string Name, string[] Command)[] subjects =
        [
            ("an empty program", [empty, ""]),
            ("until a client is made, by dependency injection and configuration", [smoke, "--start"]),
            ("all of it: a copy and a sync waited for, a listing, a failure", [smoke, ""]),
        ];
        double[][] milliseconds = [.. subjects.Select(_ => new double[options.Rounds])];
        for (int round = -1; round < options.Rounds; round++)
        {
            for (int i = 0; i < subjects.Length; i++)
            {
                double time = TimeStart(subjects[i].Command);
                if (round >= 0)
                {
                    milliseconds[i][round] = time;
                }
            }
        }

        Table table = report.Add(new Table(
            "Starting in machine code",
            $"""
            Milliseconds from fork to exit, {StartsPerSample} starts after one another by `sh` for a sample; medians of {options.Rounds} interleaved rounds. The delays between
            looks, 1 ms and up, are part of the last.
            """,
            ["", "ms", "÷ empty"]));
        for (int i = 0; i < subjects.Length; i++)
        {
            double ratio = Figures.Median([.. milliseconds[i].Zip(milliseconds[0], (own, baseline) => own / baseline)]);
            table.Add(subjects[i].Name, Figures.Short(Figures.Median([.. milliseconds[i]])), Figures.Short(ratio));
        }
    }

    private static double TimeStart(string[] command)
    {
        long start = Stopwatch.GetTimestamp();
        ChildPrograms.Run(["sh", "-c", Loop, "sh", StartsPerSample.ToString(CultureInfo.InvariantCulture), .. command]);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds / StartsPerSample;
    }
}
