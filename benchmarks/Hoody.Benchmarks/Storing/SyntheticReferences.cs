using System.Runtime.InteropServices;
using Hoody.ChunkStore;
using Hoody.ChunkStore.Collection;

namespace Hoody.Benchmarks.Storing;

/// <summary>Blobs that are nothing but lists of ids: the kind of all of them in the first byte, then 32 bytes each; what is shorter at the end only makes a blob another one.</summary>
internal sealed class SyntheticReferences : IBlobReferences
{
    public string Version => "synthetic 1";

    public static byte[] Encode(BlobKind kind, ReadOnlySpan<BlobId> ids) => [(byte)kind, .. MemoryMarshal.AsBytes(ids)];

    public void AddReferences(BlobKind kind, ReadOnlySpan<byte> plain, ICollection<BlobReference> references)
    {
        BlobKind listed = (BlobKind)plain[0];
        for (ReadOnlySpan<byte> rest = plain[1..]; rest.Length >= BlobId.LengthBytes; rest = rest[BlobId.LengthBytes..])
        {
            references.Add(new BlobReference(listed, new BlobId(rest[..BlobId.LengthBytes])));
        }
    }
}
