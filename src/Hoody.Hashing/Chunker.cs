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
        return CutSelection.FindCut(profile, data, BoundaryScan.MaxVectorBits);
    }

    /// <summary>Cuts a whole input that is in memory, at the places where <see cref="FindCut"/>, called again and again, cuts it.</summary>
    /// <param name="profile">The constants to cut by.</param>
    /// <param name="data">The whole input.</param>
    /// <param name="lengths">
    /// The chunks' lengths are added to it, in order; their sum is the input's length. With one thread and enough capacity nothing is
    /// allocated.
    /// </param>
    /// <param name="maxThreads">
    /// How many threads may work at once, the caller's among them. The cuts are the same. Short inputs take fewer: each thread gets at
    /// least 16 longest chunks.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="profile"/> or <paramref name="lengths"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxThreads"/> is less than 1.</exception>
    public static void Split(ChunkerProfile profile, ReadOnlySpan<byte> data, List<int> lengths, int maxThreads = 1)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(lengths);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxThreads, 1);

        // Fixed lengths are known without looking at the data: nothing to share out.
        int partLength = profile.IsFixed ? data.Length : ParallelSplit.ChoosePartLength(profile, data.Length, maxThreads);
        if (partLength < data.Length)
        {
            ParallelSplit.Run(profile, data, partLength, maxThreads, lengths);
            return;
        }

        while (!data.IsEmpty)
        {
            int length = CutSelection.FindCut(profile, data, BoundaryScan.MaxVectorBits);
            lengths.Add(length);
            data = data[length..];
        }
    }
}
