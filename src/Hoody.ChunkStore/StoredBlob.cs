using System.Buffers;
using Hoody.ChunkStore.Codecs;
using Hoody.ChunkStore.Packs;

namespace Hoody.ChunkStore;

/// <summary>A blob in the form in which a store keeps it: so it goes to another store without being packed anew.</summary>
/// <param name="Kind">What the blob is.</param>
/// <param name="Id">The blob's id. Nothing says that the payload is its own before <see cref="Decode"/>.</param>
/// <param name="Codec">How the payload is encoded.</param>
/// <param name="PlainLengthBytes">The length of the blob's plain bytes, at most <see cref="BlobStore.MaxBlobLengthBytes"/>.</param>
/// <param name="Payload">The encoded bytes; they are their owner's, who may reuse them after a call with this value has returned.</param>
public readonly record struct StoredBlob(BlobKind Kind, BlobId Id, BlobCodec Codec, int PlainLengthBytes, ReadOnlyMemory<byte> Payload)
{
    /// <summary>The plain bytes, verified against <see cref="Id"/>. The caller disposes them.</summary>
    /// <exception cref="CorruptDataException">The payload is not that of the blob, or a field is out of its range; nothing was allocated for it then.</exception>
    public IMemoryOwner<byte> Decode()
    {
        RequirePossible();
        PooledBytes plain = new(PlainLengthBytes);
        try
        {
            DecodeTo(plain.Memory.Span);
            return plain;
        }
        catch
        {
            plain.Dispose();
            throw;
        }
    }

    /// <summary>Makes sure that the payload is the blob's.</summary>
    internal void Verify()
    {
        if (Codec == BlobCodec.None)
        {
            RequirePossible();
            PackRecord.RequireId(BlobId.Compute(Kind, Payload.Span), Id, Name);
        }
        else
        {
            Decode().Dispose();
        }
    }

    private void RequirePossible() => new PackEntry(Id, Kind, Codec, PlainLengthBytes, Payload.Length).RequirePossible(Name);

    private void DecodeTo(Span<byte> plain)
    {
        if (!PayloadCodec.TryDecode(Codec, Payload.Span, plain))
        {
            throw new CorruptDataException(Name.ToString(), $"its payload does not decode to {PlainLengthBytes} bytes with codec {Codec}");
        }

        PackRecord.RequireId(BlobId.Compute(Kind, plain), Id, Name);
    }

    private RecordName Name => new(Kind, Id);
}
