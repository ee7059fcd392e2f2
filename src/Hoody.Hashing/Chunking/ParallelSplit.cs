using System.Buffers;

namespace Hoody.Hashing.Chunking;

/// <summary>One buffer cut on several threads, at exactly the places where one thread cuts it.</summary>
/// <remarks>
/// A cut depends on nothing but the bytes of its chunk, so two runs that have one cut in common have all later cuts in common. Each thread
/// cuts its part as if a chunk began there. Then one thread walks through the parts: it cuts anew from where the part before ended until
/// it meets a cut that the part's own thread made, and takes the others over from there. On varied data that is after a few chunks. Where
/// they never meet (zeros after an odd distance), the part is cut twice, so that the work is at most twice that of one thread, whatever
/// the input.
/// </remarks>
internal sealed unsafe class ParallelSplit
{
    // Long enough that the few chunks cut twice are few of many, and that starting a thread costs less than it saves.
    private const int MinPartInLongestChunks = 16;

    private readonly ChunkerProfile _profile;
    private readonly byte* _data;
    private readonly int _length;
    private readonly int _partLength;
    private readonly int[] _cuts;
    private readonly int _cutsPerPart;

    private ParallelSplit(ChunkerProfile profile, byte* data, int length, int partLength, int[] cuts)
    {
        _profile = profile;
        _data = data;
        _length = length;
        _partLength = partLength;
        _cuts = cuts;
        _cutsPerPart = CutsPerPart(profile, partLength);
    }

    /// <summary>The bytes to give each thread, at most <paramref name="length"/>, which means one thread.</summary>
    public static int ChoosePartLength(ChunkerProfile profile, int length, int maxThreads)
    {
        int max = profile.MaxLengthBytes;
        int partCount = Math.Clamp(length / (max * MinPartInLongestChunks), 1, maxThreads);

        // Whole longest chunks: runs of one byte are then cut alike in every part that they fill.
        long partLength = (((long)length + ((long)max * partCount) - 1) / ((long)max * partCount)) * max;
        return (int)Math.Min(partLength, length);
    }

    /// <summary>Adds the lengths of all chunks to <paramref name="lengths"/>.</summary>
    /// <returns>How many bytes were cut a second time: less than the length of <paramref name="data"/>.</returns>
    public static int Run(ChunkerProfile profile, ReadOnlySpan<byte> data, int partLength, int maxThreads, List<int> lengths)
    {
        int partCount = (int)(((long)data.Length + partLength - 1) / partLength);
        int[] cuts = ArrayPool<int>.Shared.Rent(partCount * CutsPerPart(profile, partLength));
        try
        {
            fixed (byte* first = data)
            {
                ParallelSplit split = new(profile, first, data.Length, partLength, cuts);
                Parallel.For(0, partCount, new ParallelOptions { MaxDegreeOfParallelism = maxThreads }, split.CutPart);
                return split.Join(partCount, lengths);
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(cuts);
        }
    }

    // The part's start, the starts after it, each a minimum behind the one before, and the end of the last chunk.
    private static int CutsPerPart(ChunkerProfile profile, int partLength) => 2 + (partLength / profile.MinLengthBytes);

    private int PartEnd(int part) => (int)Math.Min(_length, (part + 1L) * _partLength);

    private Span<int> CutsOf(int part) => _cuts.AsSpan(part * _cutsPerPart, _cutsPerPart);

    private int NextCut(int start) =>
        start + CutSelection.FindCut(_profile, new ReadOnlySpan<byte>(_data + start, _length - start), BoundaryScan.MaxVectorBits);

    /// <summary>From the part's start to the first cut at or behind its end, which begins no chunk of this part.</summary>
    private void CutPart(int part)
    {
        Span<int> cuts = CutsOf(part);
        int end = PartEnd(part);
        int count = 0;
        int cut = part * _partLength;
        for (cuts[count++] = cut; cut < end; cuts[count++] = cut)
        {
            cut = NextCut(cut);
        }
    }

    private int Join(int partCount, List<int> lengths)
    {
        int cutTwice = 0;
        int start = 0;
        for (int part = 0; part < partCount; part++)
        {
            ReadOnlySpan<int> cuts = CutsOf(part);
            int end = PartEnd(part);
            int met = 0;
            while (start < end)
            {
                while (cuts[met] < start)
                {
                    met++;
                }

                int next = cuts[met] == start ? cuts[met + 1] : NextCut(start);
                cutTwice += cuts[met] == start ? 0 : next - start;
                lengths.Add(next - start);
                start = next;
            }
        }

        return cutTwice;
    }
}
