namespace Hoody.Volumes.Transfer;

/// <summary>The answer to a want for lengths: the stored length of each of its blobs, in its order, three bytes each.</summary>
/// <remarks>Specification: PROTOCOL.md, "Lengths".</remarks>
internal static class LengthsFrame
{
    public const int BytesPerLength = 3;

    public static ReadOnlyMemory<byte> Encode(IReadOnlyList<int> lengths)
    {
        PayloadWriter writer = new();
        foreach (int length in lengths)
        {
            writer.WriteUInt24(length);
        }

        return writer.Written;
    }

    /// <exception cref="TransferProtocolException">It answers more or less than was wanted.</exception>
    public static int[] Decode(ReadOnlySpan<byte> payload, int count)
    {
        PayloadReader reader = new(payload, FrameType.Lengths);
        if (reader.RestLength != count * BytesPerLength)
        {
            throw reader.Fail($"{reader.RestLength} bytes for {count} lengths");
        }

        var lengths = new int[count];
        for (int i = 0; i < count; i++)
        {
            lengths[i] = reader.ReadUInt24();
        }

        return lengths;
    }
}
