using FsCheck;
using FsCheck.Xunit;
using Hoody.Hashing.Chunking;

namespace Hoody.Hashing.Tests.Chunking;

/// <summary>What holds for every input, an enemy's among them.</summary>
[Properties(Arbitrary = [typeof(InputRecipe)], MaxTest = 60)]
public class ChunkerLawTests
{
    private static readonly ChunkerProfile[] s_profiles = [ChunkerProfile.General, ChunkerProfile.Fine, ChunkerProfile.Fixed(5000)];

    [Property]
    public void Chunks_joined_in_order_give_back_the_input(InputRecipe recipe)
    {
        byte[] input = recipe.Make();
        foreach (ChunkerProfile profile in s_profiles)
        {
            Assert.Equal(input.Length, Cuts.Of(profile, input).Sum());
        }
    }

    [Property]
    public void Every_chunk_keeps_within_the_bounds(InputRecipe recipe)
    {
        byte[] input = recipe.Make();
        foreach (ChunkerProfile profile in s_profiles)
        {
            List<int> lengths = Cuts.Of(profile, input);
            Assert.All(lengths.SkipLast(1), length => Assert.InRange(length, profile.MinLengthBytes, profile.MaxLengthBytes));
            Assert.All(lengths.TakeLast(1), length => Assert.InRange(length, 1, profile.MaxLengthBytes));
        }
    }

    [Property(MaxTest = 20)]
    public void The_cuts_are_those_of_the_definition(InputRecipe recipe)
    {
        byte[] input = recipe.Make();
        Assert.Equal(Cuts.ByDefinition(ChunkerProfile.General, input), Cuts.Of(ChunkerProfile.General, input));
        Assert.Equal(Cuts.ByDefinition(ChunkerProfile.Fine, input), Cuts.Of(ChunkerProfile.Fine, input));
    }

    [Property]
    public void Every_vector_width_gives_the_same_cuts(InputRecipe recipe)
    {
        byte[] input = recipe.Make();
        foreach (int vectorBits in new[] { 128, 256, 512 }.Where(bits => bits <= BoundaryScan.MaxVectorBits))
        {
            Assert.Equal(Cuts.Of(ChunkerProfile.General, input, vectorBits: 0), Cuts.Of(ChunkerProfile.General, input, vectorBits));
            Assert.Equal(Cuts.Of(ChunkerProfile.Fine, input, vectorBits: 0), Cuts.Of(ChunkerProfile.Fine, input, vectorBits));
        }
    }

    [Property]
    public void The_cuts_do_not_depend_on_how_the_input_arrives(InputRecipe recipe, PositiveInt seed)
    {
        byte[] input = recipe.Make();
        foreach (ChunkerProfile profile in s_profiles)
        {
            Assert.Equal(Cuts.Of(profile, input), Cuts.OfFragments(profile, input, Fragments(seed.Get, input.Length)));
        }
    }

    [Property]
    public void The_cuts_do_not_depend_on_the_number_of_threads(InputRecipe recipe, PositiveInt parts)
    {
        byte[] input = recipe.Make();
        ChunkerProfile profile = ChunkerProfile.Fine;
        List<int> lengths = [];
        int partLength = 1 + (input.Length / ((parts.Get % 9) + 1));
        int cutTwice = ParallelSplit.Run(profile, input, partLength, maxThreads: 4, lengths);
        Assert.Equal(Cuts.Of(profile, input), lengths);
        Assert.InRange(cutTwice, 0, input.Length);
    }

    private static IEnumerable<int> Fragments(int seed, int total)
    {
        Random random = new(seed);
        int longest = random.Next(1_000, 200_000);
        while (total > 0)
        {
            int length = Math.Min(total, random.Next(longest));
            total -= length;
            yield return length;
        }
    }
}
