using Hoody.Hashing.Chunking;

namespace Hoody.Hashing.Tests.Chunking;

/// <summary>Every vector width that this processor has, against the readable version; CI runs this again with widths switched off.</summary>
public class BoundaryScanTests
{
    private const int EveryCandidate = 1 << 16;
    private const int First = WindowHash.WindowLength;

    // Dense enough that most steps hold several candidates, in every order of the four vectors and in every lane.
    private static readonly byte[] s_dense = HostileInput.Candidates(1, 4096, mayBeBoundary: true);

    public static TheoryData<int> Widths => [.. new[] { 0, 128, 256, 512 }.Where(bits => bits <= BoundaryScan.MaxVectorBits)];

    [Fact]
    public void The_dense_input_holds_what_the_other_tests_need()
    {
        List<int> found = All(s_dense, First, s_dense.Length, EveryCandidate, vectorBits: 0);
        Assert.InRange(found.Count, s_dense.Length * 2 / 5, s_dense.Length * 3 / 5);
        Assert.Equal(64, found.Select(position => position % 64).Distinct().Count());
    }

    [Fact]
    public void A_positions_judgement_is_that_of_its_window_alone()
    {
        for (int position = First; position < s_dense.Length; position++)
        {
            ReadOnlySpan<byte> window = s_dense.AsSpan(position - First, First);
            bool isCandidate = WindowHash.IsCandidate(window[^16..]);
            Assert.Equal(isCandidate ? position : position + 1, BoundaryScan.FindScalar(s_dense, position, position + 1, EveryCandidate));
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void All_boundaries_are_found_whatever_the_ends_of_the_range(int vectorBits)
    {
        for (int start = First; start < First + 70; start++)
        {
            for (int end = start - 1; end < start + 200; end++)
            {
                Assert.Equal(
                    BoundaryScan.FindScalar(s_dense, start, end, 4000), BoundaryScan.Find(s_dense, start, end, 4000, vectorBits));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void All_boundaries_are_found_at_every_alignment(int vectorBits)
    {
        byte[] buffer = new byte[s_dense.Length + 64];
        foreach (int share in new[] { 0, 1, 480, 15_360, EveryCandidate })
        {
            List<int> expected = All(s_dense, First, s_dense.Length, share, vectorBits: 0);
            for (int start = 0; start < 64; start++)
            {
                s_dense.CopyTo(buffer, start);
                Assert.Equal(expected, All(buffer.AsSpan(start, s_dense.Length), First, s_dense.Length, share, vectorBits));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void A_single_candidate_is_found_in_every_lane(int vectorBits)
    {
        byte[] window = HostileInput.BoundaryWindow(7);
        for (int position = First; position < 300; position++)
        {
            byte[] input = new byte[300];
            window.CopyTo(input, position - First);
            Assert.Equal(position, BoundaryScan.FindScalar(input, First, input.Length, EveryCandidate));
            Assert.Equal(position, BoundaryScan.Find(input, First, input.Length, EveryCandidate, vectorBits));
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Widths))]
    public void No_byte_outside_the_data_is_read(int vectorBits)
    {
        Skip.IfNot(GuardedBuffer.IsSupported, "Needs mmap of a 64-bit Linux.");
        using GuardedBuffer guarded = new(4096);
        Span<byte> bytes = guarded.Bytes;
        s_dense.CopyTo(bytes);
        bytes[s_dense.Length..].Fill(1);
        for (int length = First; length < 400; length++)
        {
            AssertSameAsScalar(bytes[..length], vectorBits);
            AssertSameAsScalar(bytes[^length..], vectorBits);
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Widths))]
    public void A_cut_at_the_end_of_memory_reads_nothing_behind_it(int vectorBits)
    {
        Skip.IfNot(GuardedBuffer.IsSupported, "Needs mmap of a 64-bit Linux.");
        ChunkerProfile profile = ChunkerProfile.Fine;
        using GuardedBuffer guarded = new(profile.MaxLengthBytes + 4096);
        HostileInput.Candidates(2, guarded.Bytes.Length, mayBeBoundary: false).CopyTo(guarded.Bytes);
        for (int length = profile.MinLengthBytes - 70; length < profile.MinLengthBytes + 140; length++)
        {
            Assert.Equal(length, CutSelection.FindCut(profile, guarded.Bytes[^length..], vectorBits));
        }

        Assert.Equal(profile.MaxLengthBytes, CutSelection.FindCut(profile, guarded.Bytes[^profile.MaxLengthBytes..], vectorBits));
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Every_width_gives_the_same_cuts(int vectorBits)
    {
        foreach (string kind in SeededInput.Kinds)
        {
            byte[] input = SeededInput.Make(kind, 2_000_003);
            foreach (ChunkerProfile profile in new[] { ChunkerProfile.General, ChunkerProfile.Fine })
            {
                Assert.Equal(Cuts.Of(profile, input, vectorBits: 0), Cuts.Of(profile, input, vectorBits));
            }
        }
    }

    private static void AssertSameAsScalar(ReadOnlySpan<byte> data, int vectorBits) =>
        Assert.Equal(All(data, First, data.Length, EveryCandidate, vectorBits: 0), All(data, First, data.Length, EveryCandidate, vectorBits));

    private static List<int> All(ReadOnlySpan<byte> data, int start, int end, int share, int vectorBits)
    {
        List<int> found = [];
        for (int position = start; (position = BoundaryScan.Find(data, position, end, share, vectorBits)) < end; position++)
        {
            found.Add(position);
        }

        return found;
    }
}
