using Hoody.Hashing.Chunking;

namespace Hoody.Hashing.Tests.Chunking;

/// <summary>Bytes made by one who knows the definition and means harm: candidates and boundaries far denser than data has them.</summary>
internal static class HostileInput
{
    /// <summary>Every other position is a candidate: a byte is chosen to complete one wherever some value does.</summary>
    /// <param name="seed">Other seeds, other bytes.</param>
    /// <param name="length">Of the result, in bytes.</param>
    /// <param name="mayBeBoundary">Otherwise every candidate costs a verification and fails it, even by the most lenient profile.</param>
    public static byte[] Candidates(ulong seed, int length, bool mayBeBoundary)
    {
        byte[] bytes = SeededInput.Random(seed, length);
        for (int end = WindowHash.WindowLength; end <= length; end++)
        {
            Span<byte> window = bytes.AsSpan(end - WindowHash.WindowLength, WindowHash.WindowLength);
            if (!TryEnd(window, isCandidate: true, mayBeBoundary))
            {
                TryEnd(window, isCandidate: false, mayBeBoundary);
            }
        }

        return bytes;
    }

    /// <summary>32 bytes after which every profile sees a boundary at any length from its minimum on; repeated, they end one every 32.</summary>
    public static byte[] BoundaryWindow(ulong seed)
    {
        while (true)
        {
            byte[] window = SeededInput.Random(seed++, WindowHash.WindowLength);
            if (WindowHash.IsCandidate(window.AsSpan()[^16..]) && WindowHash.Score(window) < ChunkerProfile.General.StrictShare)
            {
                return window;
            }
        }
    }

    private static bool TryEnd(Span<byte> window, bool isCandidate, bool mayBeBoundary)
    {
        for (int tries = 0; tries < 256; tries++, window[^1]++)
        {
            if (WindowHash.IsCandidate(window[^16..]) == isCandidate
                && (mayBeBoundary || !isCandidate || WindowHash.Score(window) >= ChunkerProfile.Fine.LooseShare))
            {
                return true;
            }
        }

        return false;
    }
}
