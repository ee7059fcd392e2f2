using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Hoody.Hashing;

namespace Hoody.Benchmarks.Hashing;

/// <summary>BLAKE3 of one input, against copying the same bytes and against the SHA-256 that comes with .NET.</summary>
[MemoryDiagnoser]
public class Blake3Benchmarks
{
    private byte[] _input = [];
    private byte[] _copy = [];

    [Params(4 << 10, 64 << 10, 1 << 20)]
    public int LengthBytes { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _input = new byte[LengthBytes];
        _copy = new byte[LengthBytes];
        new Random(1).NextBytes(_input);
    }

    [Benchmark(Baseline = true)]
    public void Copy() => _input.CopyTo(_copy.AsSpan());

    [Benchmark]
    public Blake3Digest Blake3() => Blake3Hasher.Hash(_input);

    [Benchmark]
    public byte[] Sha256() => SHA256.HashData(_input);
}
