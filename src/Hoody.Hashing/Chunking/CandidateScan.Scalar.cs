namespace Hoody.Hashing.Chunking;

/// <content>One position at a time: the readable version that every vector version is compared with.</content>
internal static partial class CandidateScan
{
    public static int FindScalar(ReadOnlySpan<byte> data, int start, int end)
    {
        for (int position = start; position < end; position++)
        {
            if (WindowHash.IsCandidate(data.Slice(position - 8, 8)))
            {
                return position;
            }
        }

        return end;
    }
}
