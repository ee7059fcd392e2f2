using System.Runtime.InteropServices;
using Hoody.Hashing.Blake3;

namespace Hoody.Hashing.Tests.Blake3;

/// <summary>The official rule in all three modes, at every length up to four leaves and a block and at boundaries up to 10 MiB.</summary>
public class Blake3VectorTests
{
    public static TheoryData<InputMode> Modes => [.. InputModes.All];

    public static TheoryData<InputMode, int> ModesAndWidths
    {
        get
        {
            TheoryData<InputMode, int> data = [];
            foreach (int lanes in new[] { 1, 4, 8, 16, 32 }.Where(lanes => lanes <= Blake3Core.MaxLanes))
            {
                foreach (InputMode mode in InputModes.All)
                {
                    data.Add(mode, lanes);
                }
            }

            return data;
        }
    }

    // From the specification's own test_vectors.json.
    [Theory]
    [InlineData(0, "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262")]
    [InlineData(1, "2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213")]
    [InlineData(1023, "10108970eeda3eb932baac1428c7a2163b0e924c9a9e25b35bba72b28f70bd11")]
    [InlineData(1024, "42214739f095a406f3fc83deb889744ac00df831c10daa55189b5d121c855af7")]
    [InlineData(1025, "d00278ae47eb27b34faecf67b4fe263f82d5412916c1ffd97c8cb7fb814b8444")]
    public void A_hash_is_the_published_one(int length, string expected) =>
        Assert.Equal(expected, Blake3Hasher.Hash(OfficialInput.Take(length)).ToString());

    [Fact]
    public void A_keyed_hash_of_nothing_is_the_published_one() =>
        Assert.Equal(
            "92b2b75604ed3c761f9d6f62392c8a9227ad0ea3f09573e783f1498a4ed60d26",
            Blake3Hasher.HashKeyed(OfficialInput.Key, []).ToString());

    [Fact]
    public void A_key_derived_from_nothing_is_the_published_one() =>
        Assert.Equal(
            "2cc39783c223154fea8dfb7c1b1660f2ac2dcbd1c1de8277b0b0dd39b7e50d7d",
            Blake3Hasher.DeriveKey(OfficialInput.Context, []).ToString());

    [Theory]
    [MemberData(nameof(Modes))]
    public void In_one_call_every_length_agrees_with_an_independent_implementation(InputMode mode) =>
        AssertAgrees(mode, input => mode.Digest(input));

    [Theory]
    [MemberData(nameof(Modes))]
    public void In_one_call_with_threads_every_length_agrees(InputMode mode) =>
        AssertAgrees(mode, input =>
        {
            using Blake3Hasher hasher = mode.NewHasher();
            hasher.Append(input, maxThreads: 2);
            return hasher.Finish();
        });

    [Theory]
    [MemberData(nameof(Modes))]
    public void In_pieces_every_length_agrees(InputMode mode)
    {
        Random random = new(20);
        AssertAgrees(mode, input =>
        {
            using Blake3Hasher hasher = mode.NewHasher();
            while (!input.IsEmpty)
            {
                int length = random.Next(1 + input.Length);
                hasher.Append(input[..length]);
                input = input[length..];
            }

            return hasher.Finish();
        });
    }

    [Theory]
    [MemberData(nameof(ModesAndWidths))]
    public void With_every_vector_width_every_length_agrees(InputMode mode, int lanes)
    {
        Blake3Mode treeMode = mode.TreeMode();
        AssertAgrees(mode, input => LaneTree.Digest(input, treeMode, lanes));
    }

    [Theory]
    [MemberData(nameof(ModesAndWidths))]
    public void From_every_start_alignment_the_digest_agrees(InputMode mode, int lanes)
    {
        const int Alignment = 64;
        Blake3Mode treeMode = mode.TreeMode();
        byte[] buffer = GC.AllocateUninitializedArray<byte>(40_000 + (2 * Alignment), pinned: true);
        int aligned = (int)((ulong)-Marshal.UnsafeAddrOfPinnedArrayElement(buffer, 0) % Alignment);
        foreach (int length in new[] { 33, 1025, 3072, 5121, 16_385, 31_745 })
        {
            Blake3Digest expected = Reference.Of(mode, length);
            for (int start = 0; start < Alignment; start++)
            {
                Span<byte> input = buffer.AsSpan(aligned + start, length);
                OfficialInput.Take(length).CopyTo(input);
                Assert.Equal(expected, LaneTree.Digest(input, treeMode, lanes));
                Assert.Equal(expected, mode.Digest(input));
            }
        }
    }

    private static void AssertAgrees(InputMode mode, HashFunction hash)
    {
        foreach (int length in Reference.Lengths)
        {
            Blake3Digest actual = hash(OfficialInput.Take(length));
            Assert.True(Reference.Of(mode, length) == actual, $"{mode} of {length} bytes: {actual}, not {Reference.Of(mode, length)}");
        }
    }

    private delegate Blake3Digest HashFunction(ReadOnlySpan<byte> input);
}
