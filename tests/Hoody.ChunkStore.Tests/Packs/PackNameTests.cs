using Hoody.ChunkStore.Packs;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Tests.Packs;

public sealed class PackNameTests
{
    private static readonly Blake3Digest s_id = Blake3Hasher.Hash("pack"u8);

    private static readonly string s_name = PackName.Of(s_id);

    [Fact]
    public void A_name_gives_back_its_id()
    {
        Assert.True(PackName.TryParse(s_name, out Blake3Digest id));
        Assert.Equal(s_id, id);
    }

    public static TheoryData<string> OtherNames() =>
    [
        "", "packs/", s_id.ToString(), $"/{s_id}", $"packs/{s_id}", s_name + "0", s_name[..^1], s_name[..^1] + "x", s_name.ToUpperInvariant(),
        s_name[..^64] + s_id.ToString().ToUpperInvariant(), "Packs" + s_name["packs".Length..], s_name.Replace("packs/", "packs/0", StringComparison.Ordinal),
        $"packs/zz/{s_id}", $"stack/{s_name["packs/".Length..]}", $"packs/{s_id.ToString()[..2]}-{s_id}",
    ];

    [Theory]
    [MemberData(nameof(OtherNames))]
    public void Nothing_else_is_the_name_of_a_pack(string name) => Assert.False(PackName.TryParse(name, out _));
}
