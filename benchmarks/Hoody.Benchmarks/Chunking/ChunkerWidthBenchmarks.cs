using BenchmarkDotNet.Attributes;
using Hoody.Hashing;
using Hoody.Hashing.Chunking;

namespace Hoody.Benchmarks.Chunking;

/// <summary>The same cuts from every vector width that the processor has, and from none (0), against copying the bytes.</summary>
public class ChunkerWidthBenchmarks
{
    private const int LengthBytes = 1 << 20;

    private readonly RotatingInput _input = new();
    private readonly byte[] _copy = new byte[LengthBytes];

    [ParamsSource(nameof(Widths))]
    public int VectorBits { get; set; }

    public static IEnumerable<int> Widths => new[] { 0, 128, 256, 512 }.Where(bits => bits <= BoundaryScan.MaxVectorBits);

    [GlobalSetup]
    public void Setup() => _input.Fill(LengthBytes);

    [Benchmark(Baseline = true)]
    public void Copy() => _input.Next().CopyTo(_copy);

    [Benchmark]
    public int General() => CountChunks(ChunkerProfile.General);

    [Benchmark]
    public int Fine() => CountChunks(ChunkerProfile.Fine);

    private int CountChunks(ChunkerProfile profile)
    {
        int count = 0;
        for (ReadOnlySpan<byte> rest = _input.Next(); !rest.IsEmpty; count++)
        {
            rest = rest[CutSelection.FindCut(profile, rest, VectorBits)..];
        }

        return count;
    }
}
