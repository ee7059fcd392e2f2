using System.Buffers;

namespace Hoody.Hashing.Tests.Blake3;

/// <summary>What takes spans allocates nothing, and buffers for the rest are rented and come back.</summary>
public class Blake3AllocationTests
{
    private static readonly byte[] _input = OfficialInput.Take(600_000).ToArray();

    public static TheoryData<string> Operations => [.. _operations.Keys];

    private static readonly Dictionary<string, Action<Blake3Hasher>> _operations = new()
    {
        ["append"] = hasher => hasher.Append(_input),
        ["append one thread"] = hasher => hasher.Append(_input, maxThreads: 1),
        ["append a short sequence"] = hasher => hasher.Append(new ReadOnlySequence<byte>(_input)),
        ["finish"] = hasher => hasher.Finish(),
        ["finish any length"] = hasher => hasher.Finish(stackalloc byte[200], offset: 77),
        ["reset"] = hasher => hasher.Reset(),
        ["hash"] = _ => Blake3Hasher.Hash(_input),
        ["hash one leaf"] = _ => Blake3Hasher.Hash(_input.AsSpan(0, 500)),
        ["hash one thread"] = _ => Blake3Hasher.Hash(_input, maxThreads: 1),
        ["hash below the threads' share"] = _ => Blake3Hasher.Hash(_input.AsSpan(0, 400_000), maxThreads: 2),
        ["derive key"] = _ => Blake3Hasher.DeriveKey(OfficialInput.Context, _input),
        ["hash keyed"] = _ => Blake3Hasher.HashKeyed(OfficialInput.Key, _input),
    };

    [Theory]
    [MemberData(nameof(Operations))]
    public void Hashing_spans_allocates_nothing(string operation)
    {
        Blake3Hasher hasher = Blake3Hasher.CreateKeyed(OfficialInput.Key);
        Assert.Equal(0, Allocations.LeastBytes(() => _operations[operation](hasher)));
    }

    [Fact]
    public void A_sequence_or_a_stream_allocates_no_buffer_of_its_own()
    {
        Blake3Hasher hasher = new();
        ReadOnlySequence<byte> sequence = Segments.Of(_input, new Random(3), longest: 5000);
        Assert.Equal(0, Allocations.LeastBytes(() => hasher.Append(sequence)));

        using MemoryStream stream = new(_input);
        long allocatedBytes = Allocations.LeastBytes(() =>
        {
            stream.Position = 0;
            hasher.Append(stream);
        });
        Assert.Equal(0, allocatedBytes);
    }

    [Fact]
    public void Threads_cost_one_small_object_a_call()
    {
        long allocatedBytes = Allocations.LeastBytes(() => Blake3Hasher.Hash(_input, maxThreads: 2));
        Assert.InRange(allocatedBytes, 0, 256);
    }
}
