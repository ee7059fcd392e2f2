using FsCheck;
using FsCheck.Xunit;
using Hoody.Hashing.Blake3;

namespace Hoody.Hashing.Tests.Blake3;

/// <summary>Several threads: the digest of one. The tree is called directly where more threads are wanted than this machine has.</summary>
public class Blake3ThreadTests
{
    public static TheoryData<int> Lengths =>
    [
        0, 1, 1024, 131_072, (4 * 131_072) - 1, 4 * 131_072, (4 * 131_072) + 1, 5 * 131_072, (7 * 131_072) + 1024, 1_000_003, (8 << 20) + 17, 10 << 20,
    ];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void The_digest_does_not_depend_on_the_number_of_threads(int length)
    {
        Blake3Digest expected = Blake3Hasher.Hash(OfficialInput.Take(length));
        for (int threads = 1; threads <= 5; threads++)
        {
            Assert.Equal(expected, Blake3Hasher.Hash(OfficialInput.Take(length), threads));
            Assert.Equal(expected, HashWith(threads, OfficialInput.Take(length)));
        }
    }

    [Property(MaxTest = 60)]
    public bool Appending_with_and_without_threads_mixes(PositiveInt seed)
    {
        Random random = new(seed.Get);
        ReadOnlySpan<byte> input = OfficialInput.Take(random.Next(10 << 20));
        Blake3Tree tree = new(Blake3Mode.Keyed(OfficialInput.Key));
        int offset = 0;
        while (offset < input.Length)
        {
            int length = Math.Min(input.Length - offset, random.Next(random.Next(2) == 0 ? 3000 : 3_000_000));
            tree.Append(input.Slice(offset, length), threads: 1 + random.Next(5));
            offset += length;
        }

        return Digest(tree) == Blake3Hasher.HashKeyed(OfficialInput.Key, input);
    }

    [Fact]
    public void Appending_with_threads_at_any_place_near_a_leafs_end_changes_nothing()
    {
        ReadOnlySpan<byte> input = OfficialInput.Take(1_200_000);
        Blake3Digest expected = Blake3Hasher.Hash(input);
        foreach (int split in new[] { 0, 1, 1023, 1024, 1025, 130_048, 131_071, 131_072, 131_073, 132_096 })
        {
            Blake3Tree tree = new(Blake3Mode.Hash);
            tree.Append(input[..split]);
            tree.Append(input[split..], threads: 3);
            Assert.Equal(expected, Digest(tree));
        }
    }

    [Fact]
    public void Many_callers_at_once_and_no_free_thread_in_the_pool_end_all_the_same()
    {
        byte[] input = OfficialInput.Take(3_000_000).ToArray();
        Blake3Digest expected = Blake3Hasher.Hash(input);
        Blake3Digest[] digests = new Blake3Digest[64];
        Parallel.For(0, digests.Length, i => digests[i] = Blake3Hasher.Hash(input, Environment.ProcessorCount));
        Assert.All(digests, digest => Assert.Equal(expected, digest));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void Less_than_one_thread_is_refused(int maxThreads)
    {
        Blake3Hasher hasher = new();
        Assert.Throws<ArgumentOutOfRangeException>(nameof(maxThreads), () => hasher.Append([1], maxThreads));
        Assert.Throws<ArgumentOutOfRangeException>(nameof(maxThreads), () => Blake3Hasher.Hash([1], maxThreads));
        Assert.Equal(Blake3Hasher.Hash([]), hasher.Finish());
    }

    [Fact]
    public void Any_number_of_threads_may_be_asked_for() =>
        Assert.Equal(Blake3Hasher.Hash(OfficialInput.Take(2_000_000)), Blake3Hasher.Hash(OfficialInput.Take(2_000_000), int.MaxValue));

    private static Blake3Digest HashWith(int threads, ReadOnlySpan<byte> input)
    {
        Blake3Tree tree = new(Blake3Mode.Hash);
        tree.Append(input, threads);
        return Digest(tree);
    }

    private static Blake3Digest Digest(in Blake3Tree tree)
    {
        Span<byte> digest = stackalloc byte[Blake3Digest.LengthBytes];
        tree.Root().WriteOutput(0, digest);
        return new Blake3Digest(digest);
    }
}
