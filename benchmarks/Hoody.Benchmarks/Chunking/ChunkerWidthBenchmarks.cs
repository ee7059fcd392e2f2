using BenchmarkDotNet.Attributes;
using Hoody.Hashing;
using Hoody.Hashing.Chunking;

namespace Hoody.Benchmarks.Chunking;

/// <summary>The same cuts from every vector width that the processor has, and from none (0), against copying the bytes.</summary>
public class ChunkerWidthBenchmarks
{
    private readonly byte[] _input = new byte[1 << 20];
    private readonly byte[] _copy = new byte[1 << 20];

    [ParamsSource(nameof(Widths))]
    public int VectorBits { get; set; }

    public static IEnumerable<int> Widths => new[] { 0, 128, 256, 512 }.Where(bits => bits <= BoundaryScan.MaxVectorBits);

    [GlobalSetup]
    public void Setup() => new Random(1).NextBytes(_input);

    [Benchmark(Baseline = true)]
    public void Copy() => _input.CopyTo(_copy.AsSpan());

    [Benchmark]
    public int General() => CountChunks(ChunkerProfile.General);

    [Benchmark]
    public int Fine() => CountChunks(ChunkerProfile.Fine);

    private int CountChunks(ChunkerProfile profile)
    {
        int count = 0;
        for (ReadOnlySpan<byte> rest = _input; !rest.IsEmpty; count++)
        {
            rest = rest[CutSelection.FindCut(profile, rest, VectorBits)..];
        }

        return count;
    }
}
