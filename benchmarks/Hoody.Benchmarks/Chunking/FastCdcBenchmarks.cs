using BenchmarkDotNet.Attributes;
using Hoody.Hashing;

namespace Hoody.Benchmarks.Chunking;

/// <summary>Ours against FastCDC of the same target length, in the cache and out of it.</summary>
[MemoryDiagnoser]
public class FastCdcBenchmarks
{
    private readonly FastCdc _general = new(ChunkerProfile.General.TargetLengthBytes, seed: 1);
    private readonly FastCdc _fine = new(ChunkerProfile.Fine.TargetLengthBytes, seed: 1);
    private byte[] _input = [];

    [Params(1 << 20, 256 << 20)]
    public int LengthBytes { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _input = new byte[LengthBytes];
        new Random(1).NextBytes(_input);
    }

    [Benchmark(Baseline = true)]
    public int FastCdcGeneral() => Cutting.Count(_general.FindCut, _input);

    [Benchmark]
    public int FastCdcFine() => Cutting.Count(_fine.FindCut, _input);

    [Benchmark]
    public int General() => Cutting.Count(data => Chunker.FindCut(ChunkerProfile.General, data), _input);

    [Benchmark]
    public int Fine() => Cutting.Count(data => Chunker.FindCut(ChunkerProfile.Fine, data), _input);
}
