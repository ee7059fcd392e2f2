using Hoody.Benchmarks.Chunking;
using Hoody.Benchmarks.Measuring;
using Hoody.Hashing;

namespace Hoody.Benchmarks.Scenarios;

/// <summary>How fast an input is cut, against FastCDC of the same target length and against copying the input.</summary>
internal static class ChunkingScenario
{
    private const string Copy = "copy";
    private const string Ours = "ours";
    private const string FastCdcName = "FastCDC";

    public static void Run(ScenarioOptions options, Report report)
    {
        Table table = report.Add(new Table(
            "Chunking",
            $"GB/s of input, one thread, medians of {options.Rounds} interleaved rounds. 1 MiB stays in the cache, 256 MiB does not.",
            "input", "profile", "memcpy", "FastCDC", "ours", "ours ÷ FastCDC", "ours ÷ memcpy"));
        foreach (int lengthBytes in new[] { 1 << 20, 256 << 20 })
        {
            Compare(table, "random", SyntheticInput.Random(lengthBytes), options.Rounds);
            Compare(table, "text", SyntheticInput.Text(lengthBytes), options.Rounds);
        }
    }

    private static void Compare(Table table, string kind, byte[] input, int rounds)
    {
        byte[] copy = new byte[input.Length];
        foreach (ChunkerProfile profile in new[] { ChunkerProfile.General, ChunkerProfile.Fine })
        {
            FastCdc fastCdc = new(profile.TargetLengthBytes, seed: 1);
            Contest contest = new();
            contest.Add(Copy, input.Length, () => Copying.Copy(input, copy));
            contest.Add(FastCdcName, input.Length, () => Cutting.Count(fastCdc.FindCut, input));
            contest.Add(Ours, input.Length, () => Cutting.Count(data => Chunker.FindCut(profile, data), input));
            ContestResult result = contest.Run(rounds);
            table.Add(
                $"{kind}, {Figures.Length(input.Length)}", profile.Name, result.SpeedText(Copy), result.SpeedText(FastCdcName),
                result.SpeedText(Ours), result.RatioText(Ours, FastCdcName), result.RatioText(Ours, Copy));
        }
    }
}
