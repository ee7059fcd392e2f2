using FsCheck.Xunit;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Tests;

public sealed class BlobIdTests
{
    private static readonly BlobKind[] s_kinds = Enum.GetValues<BlobKind>();

    [Property]
    public bool The_id_of_a_chunk_is_the_plain_hash(byte[] plain) =>
        BlobId.Compute(BlobKind.Chunk, plain).ToString() == Blake3Hasher.Hash(plain).ToString();

    [Property]
    public bool The_same_bytes_have_another_id_in_every_kind(byte[] plain) =>
        s_kinds.Select(kind => BlobId.Compute(kind, plain)).Distinct().Count() == s_kinds.Length;

    // Computed by b3sum --derive-key. Frozen: a change here renames every blob in every store.
    [Theory]
    [InlineData(BlobKind.Chunk, "ea8f163db38682925e4491c5e58d4bb3506ef8c14eb78a86e908c5624a67200f")]
    [InlineData(BlobKind.Tree, "de5373ed065b76eb1b2641ea252f727f1241053f5eea9753bd29846002e67fc3")]
    [InlineData(BlobKind.ChunkList, "dccf988fbfa914d9d2358e14cd5701880fa886d5df32c021e9f9e7e4317d64ff")]
    [InlineData(BlobKind.Snapshot, "2ffb310c0d32f263f93b30a3ee291ef5be82ea289c46b1a5525577fc75acaa05")]
    public void The_ids_of_hello_stay_what_they_are(BlobKind kind, string expected) =>
        Assert.Equal(expected, BlobId.Compute(kind, "hello"u8).ToString());

    [Theory]
    [InlineData((BlobKind)0)]
    [InlineData((BlobKind)5)]
    public void A_kind_that_is_none_is_refused(BlobKind kind) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => BlobId.Compute(kind, []));

    [Property]
    public bool Text_and_bytes_give_the_id_back(byte[] plain)
    {
        BlobId id = BlobId.Compute(BlobKind.Tree, plain);
        byte[] bytes = new byte[BlobId.LengthBytes];
        id.CopyTo(bytes);
        return new BlobId(bytes) == id && BlobId.Parse(id.ToString()) == id && BlobId.Parse(id.ToString().ToUpperInvariant()) == id;
    }

    [Property]
    public bool Ids_sort_as_their_texts_do(byte[] left, byte[] right)
    {
        BlobId first = BlobId.Compute(BlobKind.Chunk, left);
        BlobId second = BlobId.Compute(BlobKind.Chunk, right);
        int expected = Math.Sign(string.CompareOrdinal(first.ToString(), second.ToString()));
        return Math.Sign(first.CompareTo(second)) == expected && (first < second) == (expected < 0) && (first >= second) == (expected >= 0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("zz8f163db38682925e4491c5e58d4bb3506ef8c14eb78a86e908c5624a67200f")]
    [InlineData("ea8f163db38682925e4491c5e58d4bb3506ef8c14eb78a86e908c5624a67200f0")]
    public void Text_that_is_not_64_digits_is_no_id(string text)
    {
        Assert.False(BlobId.TryParse(text, out _));
        Assert.Throws<FormatException>(() => BlobId.Parse(text));
    }
}
