using Hoody.ChunkStore.Indexes;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Tests.Indexes;

public sealed class PackNumbersTests
{
    private readonly PackNumbers _numbers = new();

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(5000)]
    public void Each_pack_has_its_number_and_no_other_has_one(int count) =>
        AssertNumbered([.. Enumerable.Range(0, count).Select(i => Blake3Hasher.Hash(BitConverter.GetBytes(i)))], Blake3Hasher.Hash("absent"u8));

    [Fact]
    public void Packs_whose_ids_begin_alike_are_told_apart() =>
        AssertNumbered([.. Enumerable.Range(0, 100).Select(Alike)], Alike(100));

    [Fact]
    public void An_empty_table_has_no_pack() => Assert.Equal(-1, _numbers.Find(Alike(0), []));

    private void AssertNumbered(Blake3Digest[] ids, Blake3Digest absent)
    {
        PackTable.Line[] lines = [.. ids.Select(id => new PackTable.Line(id, 0, 0, 0))];
        for (int i = 0; i < ids.Length; i++)
        {
            Assert.Equal(-1, _numbers.Find(ids[i], lines));
            Assert.Equal(i, _numbers.FindOrAdd(ids[i], i, lines));
        }

        Assert.Equal(Enumerable.Range(0, ids.Length), ids.Select(id => _numbers.FindOrAdd(id, ids.Length, lines)));
        Assert.Equal(Enumerable.Range(0, ids.Length), ids.Select(id => _numbers.Find(id, lines)));
        Assert.Equal(-1, _numbers.Find(absent, lines));
    }

    private static Blake3Digest Alike(int last)
    {
        byte[] bytes = new byte[Blake3Digest.LengthBytes];
        bytes[^1] = (byte)last;
        return new Blake3Digest(bytes);
    }
}
