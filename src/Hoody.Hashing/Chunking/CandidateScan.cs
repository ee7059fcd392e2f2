namespace Hoody.Hashing.Chunking;

/// <summary>Finds the next position whose last 8 bytes make it a candidate: nearly all the time that chunking takes.</summary>
internal static partial class CandidateScan
{
    /// <summary>The first candidate in [<paramref name="start"/>, <paramref name="end"/>), or <paramref name="end"/>.</summary>
    /// <remarks>Position p is judged by the 8 bytes before it, so <paramref name="start"/> is at least 8.</remarks>
    public static int Find(ReadOnlySpan<byte> data, int start, int end) => FindScalar(data, start, end);
}
