using Hoody.Benchmarks.Chunking;
using Hoody.Benchmarks.Measuring;
using Hoody.Hashing;

namespace Hoody.Benchmarks.Scenarios;

/// <summary>The speeds that depend on the vector width, measured once for each of the runtime's switches.</summary>
internal static class WidthFigures
{
    private const int Passes = 3;

    // A preferred width of 256 bits leaves the instructions of AVX-512VL in place: rotates in one step, and twice the registers.
    private static readonly (string Name, (string Variable, string Value)[] Environment)[] Switches =
    [
        ("all", []),
        ("DOTNET_PreferredVectorBitWidth=256", [("DOTNET_PreferredVectorBitWidth", "256")]),
        ("DOTNET_EnableAVX512=0", [("DOTNET_EnableAVX512", "0")]),
        ("DOTNET_EnableAVX2=0", [("DOTNET_EnableAVX2", "0")]),
        ("DOTNET_EnableHWIntrinsic=0", [("DOTNET_EnableHWIntrinsic", "0")]),
    ];

    private static readonly string[] Names = ["4 KiB", "16 KiB", "1 MiB", "256 MiB", "General, 1 MiB", "Fine, 1 MiB"];

    /// <summary>The child's part.</summary>
    public static void Print(int rounds)
    {
        byte[] large = SyntheticInput.Random(256 << 20);
        Contest contest = new();
        foreach (int length in new[] { 4 << 10, 16 << 10, 1 << 20, 256 << 20 })
        {
            contest.Add(Figures.Length(length), length, () => Blake3Hasher.Hash(large.AsSpan(0, length)).GetHashCode());
        }

        contest.Add("General, 1 MiB", 1 << 20, () => Cut(ChunkerProfile.General, large));
        contest.Add("Fine, 1 MiB", 1 << 20, () => Cut(ChunkerProfile.Fine, large));
        ContestResult result = contest.Run(rounds);
        Console.WriteLine($"vectors={Machine.Vectors()}");
        foreach (string name in Names)
        {
            Console.WriteLine($"{name}={result.Speed(name):R}");
        }
    }

    /// <summary>The parent's part: a row for each switch.</summary>
    public static void Measure(ScenarioOptions options, Report report)
    {
        List<Dictionary<string, string>>[] runs = [.. Switches.Select(_ => new List<Dictionary<string, string>>())];
        for (int pass = 0; pass < Passes; pass++)
        {
            for (int i = 0; i < Switches.Length; i++)
            {
                runs[i].Add(RunChild(Switches[i].Environment, Math.Max(1, options.Rounds / 2)));
            }
        }

        Table table = report.Add(new Table(
            "Vector widths",
            $"GB/s, one thread; medians of {Passes} processes a switch, run in turn. In brackets: ÷ the first row.",
            ["switch", "the runtime has", .. Names.Select((name, index) => index < 4 ? $"BLAKE3, {name}" : $"cut by {name}")]));
        for (int i = 0; i < Switches.Length; i++)
        {
            table.Add([Switches[i].Name, runs[i][0]["vectors"], .. Names.Select(name => Cell(Median(runs[i], name), Median(runs[0], name)))]);
        }
    }

    private static string Cell(double speed, double first) => $"{Figures.Short(speed)} ({speed / first:F2})";

    private static double Median(List<Dictionary<string, string>> runs, string name) =>
        Figures.Median([.. runs.Select(run => double.Parse(run[name], null))]);

    private static Dictionary<string, string> RunChild((string, string)[] environment, int rounds) =>
        ChildPrograms.Run([.. ChildPrograms.Self(), ChildPrograms.Widths, $"{rounds}"], environment).Output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('=', 2))
            .ToDictionary(parts => parts[0], parts => parts[1]);

    private static long Cut(ChunkerProfile profile, byte[] input) =>
        Cutting.Count(data => Chunker.FindCut(profile, data), input.AsSpan(0, 1 << 20));
}
