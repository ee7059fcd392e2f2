using BenchmarkDotNet.Attributes;
using Hoody.Hashing;

namespace Hoody.Benchmarks.Chunking;

/// <summary>Cutting random bytes, inside the cache and out of it, on one thread and on two, against copying them.</summary>
[MemoryDiagnoser]
public class ChunkerBenchmarks
{
    private readonly List<int> _lengths = new(40_000);
    private readonly RotatingInput _input = new();
    private byte[] _copy = [];

    [Params(1 << 20, 256 << 20)]
    public int LengthBytes { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _input.Fill(LengthBytes);
        _copy = new byte[LengthBytes];
    }

    [Benchmark(Baseline = true)]
    public void Copy() => _input.Next().CopyTo(_copy);

    [Benchmark]
    public int General() => Split(ChunkerProfile.General, maxThreads: 1);

    [Benchmark]
    public int Fine() => Split(ChunkerProfile.Fine, maxThreads: 1);

    [Benchmark]
    public int GeneralOnTwoThreads() => Split(ChunkerProfile.General, maxThreads: 2);

    [Benchmark]
    public int FineOnTwoThreads() => Split(ChunkerProfile.Fine, maxThreads: 2);

    private int Split(ChunkerProfile profile, int maxThreads)
    {
        _lengths.Clear();
        Chunker.Split(profile, _input.Next(), _lengths, maxThreads);
        return _lengths.Count;
    }
}
