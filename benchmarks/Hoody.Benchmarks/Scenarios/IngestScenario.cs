using Hoody.Benchmarks.Chunking;
using Hoody.Benchmarks.Ingesting;
using Hoody.Benchmarks.Measuring;
using Hoody.Hashing;

namespace Hoody.Benchmarks.Scenarios;

/// <summary>Files in the page cache are read, cut, hashed and looked up, against hashing alone.</summary>
internal static class IngestScenario
{
    private const string Hash = "BLAKE3 of 1 MiB";
    private const int FileCount = 48;
    private const int FileLengthBytes = 16 << 20;

    public static void Run(ScenarioOptions options, Report report)
    {
        if (options.CorpusDirectories.Count > 0)
        {
            Measure(options, report, [.. options.CorpusDirectories.SelectMany(Directory.GetFiles).Order(StringComparer.Ordinal)]);
            return;
        }

        DirectoryInfo directory = Directory.CreateDirectory(Path.Combine(options.ScratchDirectory, $"hoody-ingest-{Environment.ProcessId}"));
        try
        {
            Measure(options, report, [.. Enumerable.Range(1, FileCount).Select(seed => MakeFile(directory, seed))]);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static void Measure(ScenarioOptions options, Report report, string[] paths)
    {
        ChunkerProfile profile = ChunkerProfile.General;
        FastCdc fastCdc = new(profile.TargetLengthBytes, seed: 1);
        Ingest ours = new(paths, data => Chunker.FindCut(profile, data), profile.MaxLengthBytes);
        Ingest withFastCdc = new(paths, fastCdc.FindCut, fastCdc.MaxLengthBytes);
        byte[] input = SyntheticInput.Random(1 << 20);

        Contest contest = new();
        contest.Add(Hash, input.Length, () => Blake3Hasher.Hash(input).GetHashCode());
        contest.Add("read 1", ours.LengthBytes, () => ours.Read(threads: 1));
        contest.Add("read 2", ours.LengthBytes, () => ours.Read(threads: 2));
        contest.Add("ours 1", ours.LengthBytes, () => ours.Run(threads: 1));
        contest.Add("ours 2", ours.LengthBytes, () => ours.Run(threads: 2));
        contest.Add("FastCDC 1", ours.LengthBytes, () => withFastCdc.Run(threads: 1));
        contest.Add("FastCDC 2", ours.LengthBytes, () => withFastCdc.Run(threads: 2));
        ContestResult result = contest.Run(options.Rounds);

        Table table = report.Add(new Table(
            "Read, cut, hash, look up",
            $"""
            {paths.Length} files of {ours.LengthBytes >> 20} MiB together in the page cache, `{profile.Name}`, {ours.KnownCount} chunks, every one of which is
            found. GB/s, medians of {options.Rounds} interleaved rounds; {Hash}, one thread, in the same rounds: {result.SpeedText(Hash)}.
            """,
            "", "one thread", $"÷ {Hash}", "two threads", "two ÷ one"));
        foreach ((string title, string name) in new[] { ("reading alone", "read"), ("with our chunker", "ours"), ("with FastCDC", "FastCDC") })
        {
            table.Add(
                title, result.SpeedText($"{name} 1"), result.RatioText($"{name} 1", Hash), result.SpeedText($"{name} 2"),
                result.RatioText($"{name} 2", $"{name} 1"));
        }
    }

    private static string MakeFile(DirectoryInfo directory, int seed)
    {
        string path = Path.Combine(directory.FullName, $"{seed:D4}");
        File.WriteAllBytes(path, SyntheticInput.Random(FileLengthBytes, seed));
        return path;
    }
}
