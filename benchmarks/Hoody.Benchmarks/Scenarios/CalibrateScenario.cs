using Hoody.Benchmarks.Calibration;
using Hoody.Benchmarks.Chunking;
using Hoody.Benchmarks.Measuring;
using Hoody.Hashing;

namespace Hoody.Benchmarks.Scenarios;

/// <summary>How long the chunks are and what they save, against FastCDC of the same target length and fixed places.</summary>
internal static class CalibrateScenario
{
    private const int SyntheticLengthBytes = 64 << 20;
    private static readonly ChunkerProfile[] Profiles = [ChunkerProfile.General, ChunkerProfile.Fine];

    public static void Run(ScenarioOptions options, Report report)
    {
        Corpus[] corpora = [.. options.CorpusDirectories.Select(directory => new Corpus(directory))];
        foreach (ChunkerProfile profile in Profiles)
        {
            Table table = report.Add(CorpusTable(profile));
            foreach (Corpus corpus in corpora)
            {
                Console.Error.WriteLine($"{profile}: {corpus.Title}");
                AddRow(table, corpus, profile, CorpusResult.Measure(corpus, profile));
            }
        }

        foreach (ChunkerProfile profile in Profiles)
        {
            AddSynthetic(report.Add(SyntheticTable(profile)), profile);
        }
    }

    private static Table CorpusTable(ChunkerProfile profile) => new(
        $"{profile}: versioned data",
        """
        Saved: percent of the bytes that lie in a chunk whose BLAKE3 was seen before. FastCDC: median (range) over four gear tables; "at our
        mean" is FastCDC with the place where its masks change moved until its mean is ours on that corpus. Spread: standard deviation ÷ mean.
        Forced: percent of the chunks that reached the maximum. Shortest: of the chunks that end no file.
        """,
        "corpus", "ours saves", "FastCDC saves", "points", "FastCDC at our mean", "fixed", "mean ÷ target", "spread", "forced", "shortest",
        "FastCDC mean ÷ target", "FastCDC forced");

    private static void AddRow(Table table, Corpus corpus, ChunkerProfile profile, CorpusResult result)
    {
        double[] saved = [.. result.FastCdc.Select(one => one.SavedPercent)];
        double median = Figures.Median(saved);
        table.Add(
            corpus.Title, $"{result.Ours.SavedPercent:F2} %", $"{median:F2} ({saved.Min():F2}–{saved.Max():F2}) %",
            $"{result.Ours.SavedPercent - median:+0.00;-0.00}", $"{result.FastCdcAtOurMean.SavedPercent:F2} %", $"{result.Fixed.SavedPercent:F2} %",
            Mean(result.Ours, profile), $"{result.Ours.Spread:F2}", $"{result.Ours.ForcedPercent:F2} %", Figures.Length(result.Ours.ShortestBytes),
            Mean(result.FastCdc[0], profile), $"{result.FastCdc[0].ForcedPercent:F2} %");
    }

    private static Table SyntheticTable(ChunkerProfile profile) => new(
        $"{profile}: made-up data",
        $"{Figures.Length(SyntheticLengthBytes)} of each.",
        "input", "mean ÷ target", "spread", "forced", "shortest", "FastCDC mean ÷ target", "FastCDC spread", "FastCDC forced");

    private static void AddSynthetic(Table table, ChunkerProfile profile)
    {
        FastCdc fastCdc = new(profile.TargetLengthBytes, seed: 77);
        foreach ((string name, byte[] input) in SyntheticInputs())
        {
            ChunkStatistics ours = new(data => Chunker.FindCut(profile, data), profile.MaxLengthBytes);
            ChunkStatistics theirs = new(fastCdc.FindCut, fastCdc.MaxLengthBytes);
            ours.Add(input);
            theirs.Add(input);
            table.Add(
                name, Mean(ours, profile), $"{ours.Spread:F2}", $"{ours.ForcedPercent:F1} %", Figures.Length(ours.ShortestBytes),
                Mean(theirs, profile), $"{theirs.Spread:F2}", $"{theirs.ForcedPercent:F1} %");
        }
    }

    private static IEnumerable<(string Name, byte[] Input)> SyntheticInputs()
    {
        yield return ("text", SyntheticInput.Text(SyntheticLengthBytes));
        yield return ("random", SyntheticInput.Random(SyntheticLengthBytes));
        yield return ("zeros", new byte[SyntheticLengthBytes]);
        yield return ("spaces", SyntheticInput.Constant(SyntheticLengthBytes, 0x20));
        yield return ("bytes of 255", SyntheticInput.Constant(SyntheticLengthBytes, 0xFF));
        foreach (int period in new[] { 2, 3, 7, 64, 4096 })
        {
            yield return ($"period of {period}", SyntheticInput.Periodic(SyntheticLengthBytes, period));
        }
    }

    private static string Mean(ChunkStatistics statistics, ChunkerProfile profile) => $"{statistics.MeanBytes / profile.TargetLengthBytes:F2}";
}
