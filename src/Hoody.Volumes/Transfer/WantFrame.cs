using Hoody.ChunkStore;

namespace Hoody.Volumes.Transfer;

/// <summary>Blobs of one kind that a receiver lacks. They are numbered through the session, from 0 on, in the order in which they are wanted.</summary>
/// <remarks>
/// <code>
/// offset  size  field
///      0     1  kind       BlobKind
///      1     1  mode       0 the blobs, 1 their stored lengths
///      2     2  count      1 to 4,096
///      4    32  id, count times
/// </code>
/// Specification: PROTOCOL.md, "Want".
/// </remarks>
internal sealed record WantFrame(BlobKind Kind, bool IsForLengths, IReadOnlyList<BlobId> Ids)
{
    public const int HeaderBytes = 4;

    public ReadOnlyMemory<byte> Encode()
    {
        PayloadWriter writer = new();
        writer.WriteByte((byte)Kind);
        writer.WriteByte(IsForLengths ? (byte)1 : (byte)0);
        writer.WriteUInt16(Ids.Count);
        foreach (BlobId id in Ids)
        {
            writer.WriteId(id);
        }

        return writer.Written;
    }

    /// <exception cref="TransferProtocolException">Not a want.</exception>
    public static WantFrame Decode(ReadOnlySpan<byte> payload)
    {
        PayloadReader reader = new(payload, FrameType.Want);
        byte kind = reader.ReadByte();
        byte mode = reader.ReadByte();
        int count = reader.ReadUInt16();
        if (kind is < (byte)BlobKind.Chunk or > (byte)BlobKind.Snapshot || mode > 1 || count is 0 or > TransferLimits.MaxIdsPerWant)
        {
            throw reader.Fail($"kind {kind}, mode {mode} and {count} ids");
        }

        if (reader.RestLength != count * BlobId.LengthBytes)
        {
            throw reader.Fail($"{count} ids in {reader.RestLength} bytes");
        }

        var ids = new BlobId[count];
        for (int i = 0; i < count; i++)
        {
            ids[i] = reader.ReadId();
        }

        return new WantFrame((BlobKind)kind, mode == 1, ids);
    }
}
