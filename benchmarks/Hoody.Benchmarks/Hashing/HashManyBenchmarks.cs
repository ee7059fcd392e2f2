using BenchmarkDotNet.Attributes;
using Hoody.Hashing;

namespace Hoody.Benchmarks.Hashing;

/// <summary>One MiB of small inputs side by side, against one at a time and against the same bytes as one input.</summary>
[MemoryDiagnoser]
public class HashManyBenchmarks
{
    private readonly byte[] _buffer = new byte[1 << 20];
    private ByteRange[] _inputs = [];
    private Blake3Digest[] _digests = [];

    [Params(512, 4 << 10, 16 << 10, 64 << 10)]
    public int LengthBytes { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        new Random(1).NextBytes(_buffer);
        _inputs = [.. Enumerable.Range(0, _buffer.Length / LengthBytes).Select(i => new ByteRange(i * LengthBytes, LengthBytes))];
        _digests = new Blake3Digest[_inputs.Length];
    }

    [Benchmark(Baseline = true)]
    public void OneAtATime()
    {
        for (int i = 0; i < _inputs.Length; i++)
        {
            _digests[i] = Blake3Hasher.Hash(_buffer.AsSpan(_inputs[i].Offset, _inputs[i].Length));
        }
    }

    [Benchmark]
    public void SideBySide() => Blake3Hasher.HashMany(_buffer, _inputs, _digests);

    [Benchmark]
    public Blake3Digest AsOneInput() => Blake3Hasher.Hash(_buffer);
}
