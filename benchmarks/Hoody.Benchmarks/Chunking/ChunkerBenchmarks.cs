using BenchmarkDotNet.Attributes;
using Hoody.Hashing;

namespace Hoody.Benchmarks.Chunking;

/// <summary>Cutting a buffer of random bytes, against copying it.</summary>
[MemoryDiagnoser]
public class ChunkerBenchmarks
{
    private readonly byte[] _input = new byte[8 << 20];
    private readonly byte[] _copy = new byte[8 << 20];

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
            rest = rest[Chunker.FindCut(profile, rest)..];
        }

        return count;
    }
}
