using FsCheck;
using FsCheck.Xunit;

namespace Hoody.Hashing.Tests.Chunking;

public class ChunkerTests
{
    public static TheoryData<string> Kinds => [.. SeededInput.Kinds];

    [Fact]
    public void An_empty_input_has_no_chunks()
    {
        Assert.Equal(0, Chunker.FindCut(ChunkerProfile.General, []));
        Assert.Equal(0, Chunker.FindCut(ChunkerProfile.Fixed(4096), []));
    }

    [Fact]
    public void A_missing_profile_is_refused() =>
        Assert.Throws<ArgumentNullException>("profile", () => Chunker.FindCut(null!, new byte[10]));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_chunk_keeps_within_the_profiles_bounds(string kind)
    {
        byte[] input = SeededInput.Make(kind, 3_000_001);
        foreach (ChunkerProfile profile in new[] { ChunkerProfile.General, ChunkerProfile.Fine, ChunkerProfile.Fixed(5000) })
        {
            List<int> lengths = Cuts.Of(profile, input);
            Assert.Equal(input.Length, lengths.Sum());
            Assert.All(lengths[..^1], length => Assert.InRange(length, profile.MinLengthBytes, profile.MaxLengthBytes));
            Assert.InRange(lengths[^1], 1, profile.MaxLengthBytes);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_cuts_are_those_of_the_definition(string kind)
    {
        byte[] input = SeededInput.Make(kind, 1_000_000);
        Assert.Equal(Cuts.ByDefinition(ChunkerProfile.General, input), Cuts.Of(ChunkerProfile.General, input));
        Assert.Equal(Cuts.ByDefinition(ChunkerProfile.Fine, input), Cuts.Of(ChunkerProfile.Fine, input));
    }

    [Property(MaxTest = 30)]
    public bool A_cut_depends_on_nothing_after_the_longest_chunk(PositiveInt seed, NonNegativeInt extra)
    {
        ChunkerProfile profile = ChunkerProfile.Fine;
        byte[] input = SeededInput.Random((ulong)seed.Get, profile.MaxLengthBytes + extra.Get % 100_000);
        return Chunker.FindCut(profile, input) == Chunker.FindCut(profile, input.AsSpan(0, profile.MaxLengthBytes));
    }

    [Property(MaxTest = 30)]
    public bool A_chunk_cut_out_on_its_own_is_cut_at_its_end(PositiveInt seed)
    {
        ChunkerProfile profile = ChunkerProfile.Fine;
        byte[] input = SeededInput.Random((ulong)seed.Get, 200_000);
        int length = Chunker.FindCut(profile, input);
        return Chunker.FindCut(profile, input.AsSpan(0, length)) == length;
    }

    [Theory]
    [InlineData("window-64k-v1")]
    [InlineData("window-16k-v1")]
    public void On_random_data_the_mean_is_near_the_target(string name)
    {
        Assert.True(ChunkerProfile.TryGet(name, out ChunkerProfile? profile));
        List<int> lengths = Cuts.Of(profile, SeededInput.Make("random", 64 << 20));
        double mean = lengths[..^1].Average();
        Assert.InRange(mean, profile.TargetLengthBytes * 0.93, profile.TargetLengthBytes * 1.03);
    }
}
