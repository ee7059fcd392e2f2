using Hoody.Benchmarks.Measuring;

namespace Hoody.Benchmarks.Tests.Measuring;

public class ContestTests
{
    [Fact]
    public void Every_subject_runs_in_every_round_and_what_it_gives_is_kept()
    {
        int calls = 0;
        Contest contest = new();
        contest.Add("one", lengthBytes: 1, () => ++calls);
        contest.Run(rounds: 3);

        Assert.Equal((long)calls * (calls + 1) / 2, contest.Sink);
        Assert.True(calls >= 3);
    }

    [Fact]
    public void A_ratio_is_the_median_of_the_rounds_own_ratios()
    {
        ContestResult result = new(["fast", "slow"], new[,] { { 1e-9, 1e-9, 4e-9 }, { 3e-9, 2e-9, 40e-9 } });

        Assert.Equal(3, result.Ratio("fast", "slow"), 12);
        Assert.Equal(1, result.Speed("fast"), 12);
    }

    [Fact]
    public void An_unknown_subject_is_named()
    {
        ContestResult result = new(["fast"], new[,] { { 1.0 } });
        ArgumentException problem = Assert.Throws<ArgumentException>(() => result.Speed("slow"));
        Assert.Contains("'slow'", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new double[] { 3, 1, 2 }, 2)]
    [InlineData(new double[] { 4, 1, 2, 3 }, 2.5)]
    public void The_median_of_an_even_count_lies_between_the_middle_two(double[] values, double median) =>
        Assert.Equal(median, Figures.Median(values));
}
