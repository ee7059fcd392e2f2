using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Trees;

public sealed class UnixTimeTests
{
    [Theory]
    [InlineData(-1)]
    [InlineData(1_000_000_000)]
    public void Nanoseconds_outside_a_second_are_refused(int nanoseconds) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new UnixTime(0, nanoseconds));

    [Fact]
    public void Times_before_1970_count_their_nanoseconds_forward() => Assert.True(new UnixTime(-1, 1) < new UnixTime(-1, 2));

    [Fact]
    public void A_time_is_shown_with_nine_decimals() => Assert.Equal("-7.000000120", new UnixTime(-7, 120).ToString());
}
