using Hoody.Hashing.Chunking;

namespace Hoody.Hashing;

/// <summary>Cuts an input into chunks at places that its own content chooses, so that an insertion moves few of them.</summary>
/// <remarks>
/// A two-stage window hash with the normalised selection of FastCDC (Xia et al., USENIX ATC 2016). See <c>docs/chunking.md</c>.
/// Thread-safe.
/// </remarks>
public static class Chunker
{
    /// <summary>The length of the first chunk of <paramref name="data"/>; 0 only when there is none.</summary>
    /// <param name="profile">The constants to cut by.</param>
    /// <param name="data">At least <see cref="ChunkerProfile.MaxLengthBytes"/> bytes, or all up to the end of the input.</param>
    /// <returns>
    /// From <see cref="ChunkerProfile.MinLengthBytes"/> to <see cref="ChunkerProfile.MaxLengthBytes"/>; less than the minimum only for
    /// the last chunk of an input. It depends on nothing but the chunk's own bytes and, for a last chunk, on the end.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="profile"/> is null.</exception>
    public static int FindCut(ChunkerProfile profile, ReadOnlySpan<byte> data)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return FindCut(profile, data, BoundaryScan.MaxVectorBits);
    }

    /// <summary>For tests and benchmarks, which compare the vector widths; the cut is the same.</summary>
    internal static int FindCut(ChunkerProfile profile, ReadOnlySpan<byte> data, int vectorBits)
    {
        int end = Math.Min(data.Length, profile.MaxLengthBytes);
        if (end <= profile.MinLengthBytes)
        {
            return end;
        }

        // Boundaries are rare before the target length and common after it: lengths gather around the target, and few chunks reach the
        // maximum.
        int target = Math.Min(end, profile.TargetLengthBytes);
        BoundaryScan.Prefetch(data, profile.MinLengthBytes);
        int cut = BoundaryScan.Find(data, profile.MinLengthBytes, target, profile.StrictShare, vectorBits);
        return cut < target ? cut : BoundaryScan.Find(data, target, end, profile.LooseShare, vectorBits);
    }
}
