namespace Hoody.Hashing.Tests.Blake3;

public class Blake3VectorTests
{
    public static TheoryData<int> Lengths => [.. OfficialInput.BoundaryLengths];

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
    [MemberData(nameof(Lengths))]
    public void A_hash_agrees_with_an_independent_implementation(int length) =>
        Assert.Equal(
            Convert.ToHexStringLower(OfficialInput.IndependentHash(OfficialInput.Take(length))),
            Blake3Hasher.Hash(OfficialInput.Take(length)).ToString());

    [Theory]
    [MemberData(nameof(Lengths))]
    public void A_keyed_hash_agrees_with_an_independent_implementation(int length) =>
        Assert.Equal(
            Convert.ToHexStringLower(OfficialInput.IndependentKeyed(OfficialInput.Take(length))),
            Blake3Hasher.HashKeyed(OfficialInput.Key, OfficialInput.Take(length)).ToString());

    [Theory]
    [MemberData(nameof(Lengths))]
    public void A_derived_key_agrees_with_an_independent_implementation(int length) =>
        Assert.Equal(
            Convert.ToHexStringLower(OfficialInput.IndependentDeriveKey(OfficialInput.Take(length))),
            Blake3Hasher.DeriveKey(OfficialInput.Context, OfficialInput.Take(length)).ToString());

    [Fact]
    public void Every_length_up_to_four_leaves_and_a_block_agrees_in_every_mode()
    {
        for (int length = 0; length <= 4096 + 64; length++)
        {
            ReadOnlySpan<byte> input = OfficialInput.Take(length);
            Assert.Equal(new Blake3Digest(OfficialInput.IndependentHash(input)), Blake3Hasher.Hash(input));
            Assert.Equal(new Blake3Digest(OfficialInput.IndependentKeyed(input)), Blake3Hasher.HashKeyed(OfficialInput.Key, input));
            Assert.Equal(
                new Blake3Digest(OfficialInput.IndependentDeriveKey(input)), Blake3Hasher.DeriveKey(OfficialInput.Context, input));
        }
    }
}
