namespace Hoody.Hashing.Tests;

public class ChunkerProfileTests
{
    [Theory]
    [InlineData("window-64k-v1", 65536)]
    [InlineData("window-16k-v1", 16384)]
    [InlineData("fixed-4096-v1", 4096)]
    [InlineData("fixed-512-v1", 512)]
    [InlineData("fixed-16777216-v1", 16 << 20)]
    public void A_profile_is_found_by_its_name(string name, int targetLengthBytes)
    {
        Assert.True(ChunkerProfile.TryGet(name, out ChunkerProfile? profile));
        Assert.Equal(name, profile.Name);
        Assert.Equal(name, ChunkerProfile.Get(name).Name);
        Assert.Equal(targetLengthBytes, profile.TargetLengthBytes);
        Assert.InRange(profile.MinLengthBytes, 1, targetLengthBytes);
        Assert.InRange(profile.MaxLengthBytes, targetLengthBytes, ChunkerProfile.MaxChunkLengthBytes);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("window-64k")]
    [InlineData("WINDOW-64K-V1")]
    [InlineData("window-64k-v2")]
    [InlineData("fixed--v1")]
    [InlineData("fixed-v1")]
    [InlineData("fixed-511-v1")]
    [InlineData("fixed-04096-v1")]
    [InlineData("fixed-+4096-v1")]
    [InlineData("fixed-16777217-v1")]
    [InlineData("fixed-99999999999-v1")]
    public void A_name_no_profile_has_finds_none(string? name)
    {
        Assert.False(ChunkerProfile.TryGet(name, out ChunkerProfile? profile));
        Assert.Null(profile);
        Assert.ThrowsAny<ArgumentException>(() => ChunkerProfile.Get(name!));
        Assert.Equal(nameof(name), Assert.ThrowsAny<ArgumentException>(() => ChunkerProfile.Get(name!)).ParamName);
    }

    [Theory]
    [InlineData(int.MinValue)]
    [InlineData(0)]
    [InlineData(511)]
    [InlineData((16 << 20) + 1)]
    public void A_fixed_length_outside_its_range_is_refused(int lengthBytes) =>
        Assert.Throws<ArgumentOutOfRangeException>(nameof(lengthBytes), () => ChunkerProfile.Fixed(lengthBytes));
}
