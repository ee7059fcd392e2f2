using Hoody.Hashing.Chunking;

namespace Hoody.Hashing.Tests.Chunking;

public class ParallelSplitTests
{
    private static readonly ChunkerProfile s_profile = ChunkerProfile.Fine;

    public static TheoryData<string> Kinds => [.. SeededInput.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Parts_of_any_length_give_the_cuts_of_one_thread(string kind)
    {
        byte[] input = SeededInput.Make(kind, 1_500_000);
        List<int> expected = Cuts.Of(s_profile, input);
        foreach (int partLength in new[] { 1000, 8192, 65_536, 65_537, 299_993, 750_000, 1_499_999, 1_500_000, int.MaxValue })
        {
            List<int> lengths = [];
            int cutTwice = ParallelSplit.Run(s_profile, input, partLength, maxThreads: 3, lengths);
            Assert.Equal(expected, lengths);
            Assert.InRange(cutTwice, 0, input.Length);
        }
    }

    [Fact]
    public void On_varied_data_a_part_agrees_after_a_few_chunks()
    {
        byte[] input = SeededInput.Make("random", 16 << 20);
        List<int> lengths = [];
        int cutTwice = ParallelSplit.Run(s_profile, input, 1 << 20, maxThreads: 2, lengths);
        Assert.InRange(cutTwice, 1, 15 * 6 * s_profile.TargetLengthBytes);
    }

    [Fact]
    public void At_worst_every_part_but_the_first_is_cut_twice()
    {
        // In zeros the only cuts are those at the maximum, counted from the start: a part that begins elsewhere never agrees.
        byte[] input = new byte[4 << 20];
        List<int> lengths = [];
        int cutTwice = ParallelSplit.Run(s_profile, input, (1 << 20) + 1, maxThreads: 2, lengths);
        Assert.All(lengths, length => Assert.Equal(s_profile.MaxLengthBytes, length));
        Assert.InRange(cutTwice, (3 << 20) - s_profile.MaxLengthBytes, 3 << 20);
    }

    [Fact]
    public void Parts_are_chosen_so_that_zeros_agree_at_once()
    {
        byte[] input = new byte[16 << 20];
        int partLength = ParallelSplit.ChoosePartLength(s_profile, input.Length, maxThreads: 3);
        Assert.Equal(0, ParallelSplit.Run(s_profile, input, partLength, maxThreads: 3, []));
    }

    [Theory]
    [InlineData(0, 8, 1)]
    [InlineData(1, 8, 1)]
    [InlineData((2 << 20) - 1, 8, 1)]
    [InlineData(2 << 20, 8, 2)]
    [InlineData(2 << 20, 1, 1)]
    [InlineData(100 << 20, 1, 1)]
    [InlineData(100 << 20, 2, 2)]
    [InlineData((100 << 20) + 1, 7, 7)]
    [InlineData(int.MaxValue, 2, 2)]
    [InlineData(int.MaxValue, int.MaxValue, 1928)]
    public void A_thread_is_worth_sixteen_longest_chunks(int length, int maxThreads, int parts)
    {
        int partLength = ParallelSplit.ChoosePartLength(s_profile, length, maxThreads);
        Assert.InRange(partLength, Math.Min(length, 16 * s_profile.MaxLengthBytes), length);
        Assert.Equal(parts, length == 0 ? 1 : (length + (long)partLength - 1) / partLength);
    }
}
