using FsCheck.Xunit;
using Hoody.Benchmarks.Chunking;
using Hoody.Benchmarks.Scenarios;

namespace Hoody.Benchmarks.Tests.Chunking;

/// <summary>A baseline that were wrong would be no baseline.</summary>
public class FastCdcTests
{
    private const int TargetLengthBytes = 1024;

    [Fact]
    public void Two_bytes_a_step_cut_where_the_definition_cuts()
    {
        byte[] input = SyntheticInput.Random(1 << 20);
        Assert.Equal(Cuts(New().FindCutSlowly, input), Cuts(New().FindCut, input));
    }

    [Property]
    public bool Short_inputs_are_cut_where_the_definition_cuts(int seed, ushort length)
    {
        byte[] input = SyntheticInput.Random(length, seed);
        return Cuts(New().FindCutSlowly, input).SequenceEqual(Cuts(New().FindCut, input));
    }

    [Theory]
    [InlineData(256)]
    [InlineData(700)]
    [InlineData(701)]
    [InlineData(2048)]
    public void A_moved_normal_length_cuts_where_the_definition_cuts(int normalLengthBytes)
    {
        byte[] input = SyntheticInput.Text(1 << 20);
        FastCdc fastCdc = new(TargetLengthBytes, seed: 3, normalLengthBytes);
        Assert.Equal(Cuts(fastCdc.FindCutSlowly, input), Cuts(fastCdc.FindCut, input));
    }

    [Fact]
    public void Every_chunk_but_the_last_lies_within_the_bounds()
    {
        FastCdc fastCdc = New();
        foreach (byte[] input in new[] { SyntheticInput.Random(1 << 20), SyntheticInput.Text(1 << 20), new byte[1 << 20] })
        {
            List<int> cuts = Cuts(fastCdc.FindCut, input);
            Assert.All(cuts.SkipLast(1), length => Assert.InRange(length, fastCdc.MinLengthBytes + 1, fastCdc.MaxLengthBytes));
        }
    }

    [Fact]
    public void The_mean_of_random_data_is_near_the_target()
    {
        List<int> cuts = Cuts(New().FindCut, SyntheticInput.Random(8 << 20));
        Assert.InRange(cuts.Average(), TargetLengthBytes, TargetLengthBytes * 1.25);
    }

    [Fact]
    public void One_seed_gives_one_gear_table()
    {
        byte[] input = SyntheticInput.Random(1 << 20);
        Assert.Equal(Cuts(New().FindCut, input), Cuts(New().FindCut, input));
        Assert.NotEqual(Cuts(new FastCdc(TargetLengthBytes, seed: 2).FindCut, input), Cuts(New().FindCut, input));
    }

    private static FastCdc New() => new(TargetLengthBytes, seed: 1);

    private static List<int> Cuts(FindCut findCut, ReadOnlySpan<byte> input)
    {
        List<int> cuts = [];
        while (!input.IsEmpty)
        {
            cuts.Add(findCut(input));
            input = input[cuts[^1]..];
        }

        return cuts;
    }
}
