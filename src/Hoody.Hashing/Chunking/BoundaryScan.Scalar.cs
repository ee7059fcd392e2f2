namespace Hoody.Hashing.Chunking;

/// <content>One position at a time: the readable version that every vector version is compared with.</content>
internal static unsafe partial class BoundaryScan
{
    public static int FindScalar(ReadOnlySpan<byte> data, int start, int end, int share)
    {
        for (int position = start; position < end; position++)
        {
            ReadOnlySpan<byte> window = data.Slice(position - WindowHash.WindowLength, WindowHash.WindowLength);
            if (WindowHash.IsCandidate(window[^16..]) && WindowHash.Score(window) < share)
            {
                return position;
            }
        }

        return end;
    }
}
