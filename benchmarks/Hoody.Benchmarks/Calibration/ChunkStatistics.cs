using Hoody.Benchmarks.Chunking;
using Hoody.Hashing;

namespace Hoody.Benchmarks.Calibration;

/// <summary>What one chunker makes of a corpus: lengths, and the bytes that equal chunks save.</summary>
internal sealed class ChunkStatistics(FindCut findCut, int maxLengthBytes)
{
    private readonly HashSet<Blake3Digest> _seen = [];
    private long _totalBytes;
    private long _uniqueBytes;
    private long _count;
    private long _forcedCount;
    private double _sumOfSquares;

    public double MeanBytes => (double)_totalBytes / _count;

    /// <summary>Standard deviation over mean.</summary>
    public double Spread => Math.Sqrt(Math.Max(0, (_sumOfSquares / _count) - (MeanBytes * MeanBytes))) / MeanBytes;

    /// <summary>Percent of the chunks that were cut because they reached the maximum.</summary>
    public double ForcedPercent => 100.0 * _forcedCount / _count;

    /// <summary>Percent of the bytes that lie in a chunk seen before.</summary>
    public double SavedPercent => 100.0 * (_totalBytes - _uniqueBytes) / _totalBytes;

    /// <summary>The shortest chunk that is not the last of its file.</summary>
    public int ShortestBytes { get; private set; } = int.MaxValue;

    public void Add(ReadOnlySpan<byte> file)
    {
        while (!file.IsEmpty)
        {
            int length = findCut(file);
            AddChunk(file[..length], isLast: length == file.Length);
            file = file[length..];
        }
    }

    private void AddChunk(ReadOnlySpan<byte> chunk, bool isLast)
    {
        _totalBytes += chunk.Length;
        _count++;
        _sumOfSquares += (double)chunk.Length * chunk.Length;
        _forcedCount += chunk.Length == maxLengthBytes ? 1 : 0;
        ShortestBytes = isLast ? ShortestBytes : Math.Min(ShortestBytes, chunk.Length);
        if (_seen.Add(Blake3Hasher.Hash(chunk)))
        {
            _uniqueBytes += chunk.Length;
        }
    }
}
