namespace Hoody.Hashing.Tests.Chunking;

public class SplitTests
{
    private static readonly ChunkerProfile s_profile = ChunkerProfile.Fine;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(int.MaxValue)]
    public void A_whole_input_is_cut_where_cut_after_cut_would_be(int maxThreads)
    {
        byte[] input = [.. SeededInput.Make("islands", 7_000_000), .. SeededInput.Make("text", 3_000_001)];
        foreach (ChunkerProfile profile in new[] { ChunkerProfile.General, s_profile, ChunkerProfile.Fixed(1000) })
        {
            List<int> lengths = [];
            Chunker.Split(profile, input, lengths, maxThreads);
            Assert.Equal(Cuts.Of(profile, input), lengths);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8191)]
    [InlineData(8192)]
    [InlineData(8193)]
    public void A_short_input_is_one_chunk_or_none(int length)
    {
        List<int> lengths = [];
        Chunker.Split(ChunkerProfile.General, new byte[length], lengths, maxThreads: 4);
        Assert.Equal(length == 0 ? [] : [length], lengths);
    }

    [Fact]
    public void Lengths_are_added_to_those_there()
    {
        List<int> lengths = [7];
        Chunker.Split(s_profile, new byte[100], lengths);
        Assert.Equal([7, 100], lengths);
    }

    [Fact]
    public void One_thread_allocates_nothing_given_room_for_the_lengths()
    {
        byte[] input = SeededInput.Make("random", 1_000_000);
        List<int> lengths = new(200);
        Assert.Equal(0, Allocations.LeastBytes(() =>
        {
            lengths.Clear();
            Chunker.Split(s_profile, input, lengths);
        }));
    }

    [Fact]
    public void Bad_arguments_are_refused_before_any_work()
    {
        List<int> lengths = [];
        Assert.Throws<ArgumentNullException>("profile", () => Chunker.Split(null!, new byte[10], lengths));
        Assert.Throws<ArgumentNullException>("lengths", () => Chunker.Split(s_profile, new byte[10], null!));
        Assert.Throws<ArgumentOutOfRangeException>("maxThreads", () => Chunker.Split(s_profile, new byte[10], lengths, maxThreads: 0));
        Assert.Throws<ArgumentOutOfRangeException>("maxThreads", () => Chunker.Split(s_profile, new byte[10], lengths, maxThreads: -1));
        Assert.Empty(lengths);
    }
}
