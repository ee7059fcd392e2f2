using System.Buffers.Binary;
using Hoody.ChunkStore;
using Hoody.Hashing;

namespace Hoody.Volumes.Overlays;

/// <summary>Numbers for the hard-link groups that a volume makes: of the snapshot and the place in its journal, so that no tree has them already.</summary>
internal static class LinkNumber
{
    private const string Context = "Hoody.Volumes 2026-11-29 hard links of a volume v1";

    public static ulong Of(BlobId snapshot, long journalOffset)
    {
        Span<byte> input = stackalloc byte[BlobId.LengthBytes + sizeof(long)];
        snapshot.CopyTo(input);
        BinaryPrimitives.WriteInt64LittleEndian(input[BlobId.LengthBytes..], journalOffset);
        using Blake3Hasher hasher = Blake3Hasher.CreateDeriveKey(Context);
        hasher.Append(input);
        Span<byte> digest = stackalloc byte[Blake3Digest.LengthBytes];
        hasher.Finish().CopyTo(digest);
        return Math.Max(1, BinaryPrimitives.ReadUInt64LittleEndian(digest));
    }
}
