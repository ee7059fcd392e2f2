using Hoody.ChunkStore.Collection;

namespace Hoody.ChunkStore.Tests.Collection;

/// <summary>Blobs that refer to what they list, 33 bytes each: kind and id. The rest of a blob, shorter than that, is filling.</summary>
/// <param name="version">Null: nothing is noted of them.</param>
internal sealed class ListedReferences(string? version = null) : IBlobReferences
{
    public string? Version => version;

    private const int Length = 1 + BlobId.LengthBytes;

    public void AddReferences(BlobKind kind, ReadOnlySpan<byte> plain, ICollection<BlobReference> references)
    {
        for (; plain.Length >= Length; plain = plain[Length..])
        {
            references.Add(new BlobReference((BlobKind)plain[0], new BlobId(plain.Slice(1, BlobId.LengthBytes))));
        }
    }

    internal static byte[] List(int filling, params (BlobKind Kind, BlobId Id)[] references)
    {
        byte[] plain = new byte[(references.Length * Length) + filling];
        for (int i = 0; i < references.Length; i++)
        {
            plain[i * Length] = (byte)references[i].Kind;
            references[i].Id.CopyTo(plain.AsSpan((i * Length) + 1));
        }

        return plain;
    }
}
