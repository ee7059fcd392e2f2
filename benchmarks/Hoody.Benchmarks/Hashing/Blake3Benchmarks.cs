using System.IO.Hashing;
using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Hoody.Hashing;

namespace Hoody.Benchmarks.Hashing;

/// <summary>
/// BLAKE3 of one input, against copying the same bytes, SHA-256, a hash that is not cryptographic, and another managed BLAKE3.
/// </summary>
[MemoryDiagnoser]
public class Blake3Benchmarks
{
    private readonly Org.BouncyCastle.Crypto.Digests.Blake3Digest _bouncyCastle = new();
    private readonly byte[] _digest = new byte[Blake3Digest.LengthBytes];
    private byte[] _input = [];
    private byte[] _copy = [];

    [Params(4 << 10, 16 << 10, 64 << 10, 1 << 20, 256 << 20)]
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
    public Blake3Digest Blake3OnTwoThreads() => Blake3Hasher.Hash(_input, maxThreads: 2);

    [Benchmark]
    public int Sha256() => SHA256.HashData(_input, _digest);

    [Benchmark]
    public ulong XxHash3Of64Bits() => XxHash3.HashToUInt64(_input);

    [Benchmark]
    public int Blake3OfBouncyCastle()
    {
        _bouncyCastle.BlockUpdate(_input);
        return _bouncyCastle.DoFinal(_digest);
    }
}
