using FsCheck;
using FsCheck.Xunit;

namespace Hoody.Hashing.Tests.Chunking;

/// <summary>How far an insertion, a removal or a replacement reaches: docs/chunking.md, "Insertions".</summary>
[Properties(Arbitrary = [typeof(InputRecipe)], MaxTest = 60)]
public class InsertionTests
{
    private static readonly ChunkerProfile s_profile = ChunkerProfile.Fine;

    [Property]
    public void No_cut_before_a_change_moves(InputRecipe recipe, byte[] inserted, NonNegativeInt place, NonNegativeInt removed)
    {
        byte[] before = recipe.Make();
        int at = place.Get % (before.Length + 1);
        int to = at + Math.Min(before.Length - at, 700 * removed.Get);
        List<int> after = Ends([.. before[..at], .. inserted, .. before[to..]]);

        // The end of the whole input is no boundary; after an appendix it may be none, and without its rest it is one.
        int unmoved = at < before.Length && (to < before.Length || inserted.Length > 0) ? at : at - 1;
        Assert.Equal(Ends(before).Where(end => end <= unmoved), after.Where(end => end <= unmoved));
    }

    [Property]
    public void From_the_first_common_cut_on_all_cuts_are_common(
        InputRecipe recipe, byte[] inserted, NonNegativeInt place, NonNegativeInt removed)
    {
        byte[] before = recipe.Make();
        int at = place.Get % (before.Length + 1);
        int to = at + Math.Min(before.Length - at, 700 * removed.Get);
        byte[] after = [.. before[..at], .. inserted, .. before[to..]];

        // Counted from the ends, where the inputs are the same.
        List<int> old = [.. new[] { 0 }.Concat(Ends(before)).Where(end => end >= to)];
        List<int> moved = [.. new[] { 0 }.Concat(Ends(after)).Select(end => end + before.Length - after.Length).Where(end => end >= to)];
        int common = moved.FirstOrDefault(old.Contains, -1);
        Assert.True(common >= 0, "The ends of the inputs at least are common.");
        Assert.Equal(old.Where(end => end >= common), moved.Where(end => end >= common));
    }

    [Theory]
    [InlineData("window-64k-v1", 96 << 20)]
    [InlineData("window-16k-v1", 24 << 20)]
    public void On_random_data_the_cuts_meet_again_after_two_to_three_targets_on_average(string name, int length)
    {
        Assert.True(ChunkerProfile.TryGet(name, out ChunkerProfile? profile));
        byte[] input = SeededInput.Random(21, length);
        HashSet<int> ends = [.. Cuts.Ends(Cuts.Of(profile, input))];

        // A chunk that begins at any place stands for the first one that an insertion has moved there.
        List<int> distances = [];
        for (int place = 1; place < length - (length / 8); place += length / 1000)
        {
            int end = place;
            while (!ends.Contains(end))
            {
                end += Chunker.FindCut(profile, input.AsSpan(end));
            }

            distances.Add(end - place);
        }

        Assert.InRange(distances.Average(), 2.2 * profile.TargetLengthBytes, 2.9 * profile.TargetLengthBytes);
        Assert.InRange(distances.Max(), 1, 24 * profile.TargetLengthBytes);
    }

    [Fact]
    public void Where_the_content_offers_no_boundary_they_never_meet()
    {
        // Cut at the maximum before and after, hence at places that differ by the byte inserted; the chunks are equal all the same.
        byte[] before = new byte[20 * s_profile.MaxLengthBytes];
        byte[] after = [.. before[..100_000], 1, .. before[100_000..]];
        Assert.Empty(Ends(after).SkipLast(1).Select(end => end - 1).Intersect(Ends(before)));
    }

    private static List<int> Ends(byte[] input) => [.. Cuts.Ends(Cuts.Of(s_profile, input))];
}
