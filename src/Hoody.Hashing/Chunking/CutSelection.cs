using System.Runtime.CompilerServices;

namespace Hoody.Hashing.Chunking;

/// <summary>Chooses, of the boundaries that the content offers, the one to cut at: where the profile's lengths come in.</summary>
internal static class CutSelection
{
    /// <summary>The length of the first chunk, whatever the vectors it is searched with.</summary>
    // Compiled with all optimisation at first use, as the scan is: the prefetching before it takes a tenth of the time otherwise.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int FindCut(ChunkerProfile profile, ReadOnlySpan<byte> data, int vectorBits)
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
