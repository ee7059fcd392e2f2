using System.Runtime.CompilerServices;
using Hoody.Hashing.Chunking;

namespace Hoody.Hashing.Tests.Chunking;

/// <summary>What cutting costs, counted and not timed: one pass, whatever an enemy puts into the input.</summary>
public class ScanWorkTests
{
    private const int StepLength = 64;

    // A scan looks at 16 steps at a time, so it may have judged so many positions behind the cut that it finds in the first of them.
    private const int BlockLength = 16 * StepLength;

    public static TheoryData<string, string> KindsAndProfiles
    {
        get
        {
            TheoryData<string, string> data = [];
            foreach (string kind in InputRecipe.Kinds)
            {
                data.Add(kind, ChunkerProfile.General.Name);
                data.Add(kind, ChunkerProfile.Fine.Name);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(KindsAndProfiles))]
    public void Every_position_behind_a_minimum_is_judged_once_and_hashed_twice_at_most(string kind, string profileName)
    {
        ChunkerProfile profile = ChunkerProfile.Get(profileName);
        byte[] input = SeededInput.Repeat(InputRecipe.Block(kind), 2_000_000);
        CountingStep.Judged = 0;
        CountingStep.HashedAgain = 0;
        List<int> lengths = Counted(profile, input);

        Assert.Equal(Cuts.Of(profile, input), lengths);
        long most = lengths.Sum(length => Math.Max(0L, length - profile.MinLengthBytes) + BlockLength);
        Assert.InRange(CountingStep.Judged * StepLength, 1, most);
        Assert.InRange(CountingStep.HashedAgain, 0, CountingStep.Judged);
    }

    [Fact]
    public void The_hostile_input_makes_nearly_every_step_be_hashed_again()
    {
        CountingStep.Judged = 0;
        CountingStep.HashedAgain = 0;
        _ = Counted(ChunkerProfile.Fine, InputRecipe.Block("failing candidates"));
        Assert.InRange(CountingStep.HashedAgain, CountingStep.Judged * 99 / 100, CountingStep.Judged);
    }

    /// <summary>The same selection over a step that counts; that it is the same, its cuts show.</summary>
    private static List<int> Counted(ChunkerProfile profile, ReadOnlySpan<byte> input)
    {
        List<int> lengths = [];
        for (; !input.IsEmpty; input = input[lengths[^1]..])
        {
            int end = Math.Min(input.Length, profile.MaxLengthBytes);
            int target = Math.Min(end, profile.TargetLengthBytes);
            int cut = end <= profile.MinLengthBytes ? end : Find(input, profile.MinLengthBytes, target, profile.StrictShare);
            lengths.Add(cut < target || end <= profile.MinLengthBytes ? cut : Find(input, target, end, profile.LooseShare));
        }

        return lengths;
    }

    private static unsafe int Find(ReadOnlySpan<byte> data, int start, int end, int share)
    {
        fixed (byte* first = data)
        {
            return BoundaryScan.FindInBlocks<CountingStep>(first, start, end, share);
        }
    }

    private readonly unsafe struct CountingStep : BoundaryScan.IStep
    {
        [ThreadStatic]
        public static long Judged;

        [ThreadStatic]
        public static long HashedAgain;

        public static bool HasCandidate(byte* step)
        {
            Judged++;
            return CandidatesOf(step) != 0;
        }

        public static ulong Candidates(byte* step)
        {
            HashedAgain++;
            return CandidatesOf(step);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static ulong CandidatesOf(byte* step)
        {
            ulong candidates = 0;
            for (int index = 0; index < StepLength; index++)
            {
                candidates |= (WindowHash.IsCandidate(new ReadOnlySpan<byte>(step + index - 16, 16)) ? 1UL : 0UL) << index;
            }

            return candidates;
        }
    }
}
