using Hoody.Benchmarks.Chunking;
using Hoody.Hashing;

namespace Hoody.Benchmarks.Calibration;

/// <summary>One corpus cut by one profile, by FastCDC of the same target under several gear tables, and at fixed places.</summary>
internal sealed record CorpusResult(
    ChunkStatistics Ours, ChunkStatistics[] FastCdc, ChunkStatistics FastCdcAtOurMean, ChunkStatistics Fixed)
{
    private const int GearTableCount = 4;
    private const ulong FirstSeed = 77;

    public static CorpusResult Measure(Corpus corpus, ChunkerProfile profile)
    {
        ChunkStatistics ours = new(data => Chunker.FindCut(profile, data), profile.MaxLengthBytes);
        ChunkStatistics atFixedPlaces = new(data => Math.Min(data.Length, profile.TargetLengthBytes), profile.TargetLengthBytes);
        ChunkStatistics[] fastCdc =
        [
            .. Enumerable.Range(0, GearTableCount).Select(i => Statistics(new FastCdc(profile.TargetLengthBytes, FirstSeed + (ulong)i))),
        ];
        AddAll(corpus, [ours, atFixedPlaces, .. fastCdc]);

        int normal = NormalLengthFor(ours.MeanBytes, corpus, profile.TargetLengthBytes);
        ChunkStatistics atOurMean = Statistics(new FastCdc(profile.TargetLengthBytes, FirstSeed, normal));
        AddAll(corpus, [atOurMean]);
        return new CorpusResult(ours, fastCdc, atOurMean, atFixedPlaces);
    }

    /// <summary>Where FastCDC must change its masks for its mean on this corpus to be <paramref name="meanBytes"/>.</summary>
    private static int NormalLengthFor(double meanBytes, Corpus corpus, int targetLengthBytes)
    {
        // A step of the difference itself closes in on it: the mean moves by a little less than the normal length does.
        double normal = targetLengthBytes;
        for (int step = 0; step < 4; step++)
        {
            FastCdc fastCdc = new(targetLengthBytes, FirstSeed, (int)normal);
            long count = corpus.Files().Sum(file => (long)Cutting.Count(fastCdc.FindCut, file));
            normal = Math.Clamp(normal + meanBytes - ((double)corpus.LengthBytes / count), targetLengthBytes / 4, targetLengthBytes * 2);
        }

        return (int)normal;
    }

    private static ChunkStatistics Statistics(FastCdc fastCdc) => new(fastCdc.FindCut, fastCdc.MaxLengthBytes);

    private static void AddAll(Corpus corpus, ChunkStatistics[] all)
    {
        foreach (byte[] file in corpus.Files())
        {
            foreach (ChunkStatistics statistics in all)
            {
                statistics.Add(file);
            }
        }
    }
}
