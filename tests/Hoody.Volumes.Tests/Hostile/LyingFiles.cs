using Hoody.ChunkStore;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Hostile;

/// <summary>Files whose entry, list or index does not say what their chunks are.</summary>
internal static class LyingFiles
{
    private const int Four = 4;

    private static readonly byte[] _id = new byte[BlobId.LengthBytes];

    public static IEnumerable<HostileTree> All =>
    [
        .. from difference in (int[])[-6, -1, 1, 100_000, BlobStore.MaxBlobLengthBytes] select SingleChunk(difference),
        SingleChunk(long.MaxValue / 2),
        .. from length in (long[])[1, 7, 9, 10_000, long.MaxValue] select Listed($"a list of 8 bytes for a file of {length}", length, Four, Four),
        Listed("a chunk shorter than its list says", 9, Four, Four + 1),
        Listed("a chunk longer than its list says", 7, Four - 1, Four),
        Listed("lengths that are wrong and add up", 8, Four - 1, Four + 1),
        Listed("a list of a single chunk", 4, Four),
        Raw("a list of no chunks", "HCL\u0001\0"u8.ToArray()),
        Raw("a list of 129 chunks", [.. "HCL\u0001"u8, 0x81, 1, .. Enumerable.Repeat((byte[])[.. _id, 1], 129).SelectMany(chunk => chunk)]),
        Raw("a chunk of no bytes", [.. "HCL\u0001"u8, 2, .. _id, 0, .. _id, 8]),
        Raw("a chunk longer than any blob", [.. "HCL\u0001"u8, 2, .. _id, 0x81, 0x80, 0x80, 4, .. _id, 8]),
        Raw("a chunk of 2^63 bytes", [.. "HCL\u0001"u8, 2, .. _id, .. Enumerable.Repeat((byte)0x80, 9), 1, .. _id, 8]),
        Raw("a count that the list cannot hold", [.. "HCL\u0001"u8, 127, .. _id, 8]),
        Raw("a list cut short", [.. "HCL\u0001"u8, 2, .. _id, 4, .. _id[..5]]),
        Raw("bytes after a list", [.. "HCL\u0001"u8, 2, .. _id, 4, .. _id, 4, 0]),
        Raw("a list of a later version", [.. "HCL\u0002"u8, 2, .. _id, 4, .. _id, 4]),
        Raw("a tree node as a list", [.. "HTN\u0001\0"u8]),
        Raw("an index of level 0", [.. "HCI\u0001"u8, 0, 2, .. _id, 4, 1, .. _id, 4, 1]),
        Raw("an index of level 6", [.. "HCI\u0001"u8, 6, 2, .. _id, 4, 1, .. _id, 4, 1]),
        Raw("an index of no children", [.. "HCI\u0001"u8, 1, 0]),
        Raw("an index of more chunks than bytes", [.. "HCI\u0001"u8, 1, 2, .. _id, 4, 5, .. _id, 4, 1]),
        Index("an index of a single child", children => children.RemoveRange(1, children.Count - 1)),
        Index("a list with a chunk more than its index says", children => children[0] = children[0] with { ChunkCount = children[0].ChunkCount - 1 }),
        Index("a list with a byte more than its index says", children => children[0] = children[0] with { LengthBytes = children[0].LengthBytes - 1 }),
        Index("a list that nobody stored", children => children[^1] = children[^1] with { Id = Sample.Id(9) }),
        Index("an index below itself, as far as it can be said", children => children[0] = children[0] with { Id = Sample.Id(0) }),
        Index("lengths that add up beyond 63 bits", children => children[0] = children[0] with { LengthBytes = long.MaxValue }),
        Index("the honest index that the lies are made from", _ => { }, fate: HostileFate.Made),
        .. from level in (int[])[2, 5] select Index($"lists below an index of level {level}", _ => { }, level),
        HoleOverData(),
    ];

    private static HostileTree SingleChunk(long difference) => new(
        $"a chunk of 7 bytes for a file of {difference:+0;-0}",
        HostileFate.Refused,
        async forge =>
        {
            TreeEntry file = await forge.FileAsync("file");
            return await forge.BelowAsync(await forge.DirectoryAsync("sub", file with { Length = file.Length + difference }));
        });

    private static HostileTree Listed(string what, long fileLength, params int[] lengths) => new(
        what,
        HostileFate.Refused,
        async forge =>
        {
            BlobId chunk = await forge.PutAsync(BlobKind.Chunk, "four"u8.ToArray());
            BlobId list = await forge.PutAsync(BlobKind.ChunkList, Sample.EncodeList([.. lengths.Select(length => new ChunkSpan(chunk, length))]));
            return await WithFileAsync(forge, list, fileLength);
        });

    private static HostileTree Raw(string what, byte[] list) => new(
        what, HostileFate.Undecodable, async forge => await WithFileAsync(forge, await forge.PutAsync(BlobKind.ChunkList, list), 8));

    private static HostileTree Index(string what, Action<List<ChunkListChild>> change, int level = 1, HostileFate fate = HostileFate.Refused) => new(
        what,
        fate,
        async forge =>
        {
            BlobId chunk = await forge.PutAsync(BlobKind.Chunk, "four"u8.ToArray());
            ChunkSpan[] chunks = [.. Enumerable.Repeat(new ChunkSpan(chunk, Four), 128)];
            BlobId list = await forge.PutAsync(BlobKind.ChunkList, Sample.EncodeList(chunks));
            List<ChunkListChild> children = [.. Enumerable.Repeat(new ChunkListChild(list, 128 * Four, 128), 3)];
            change(children);
            ulong length = children.Aggregate(0UL, (sum, child) => sum + (ulong)child.LengthBytes);
            return await WithFileAsync(
                forge, await forge.PutAsync(BlobKind.ChunkList, ChunkListIndexTests.Encode(level, children)), (long)Math.Min(length, long.MaxValue));
        });

    // The chunk decides: what is said to be a hole is written all the same.
    private static HostileTree HoleOverData() => new(
        "a hole where there are data",
        HostileFate.Corrected,
        async forge => await forge.DirectoryAsync("", await forge.FileAsync("file") with { Holes = [new Hole(0, 3), new Hole(5, 2)] }));

    private static async Task<TreeEntry> WithFileAsync(Forge forge, BlobId list, long length) => await forge.DirectoryAsync(
        "", Sample.File("file") with { Length = length, Content = new FileContent(FileContentKind.ChunkList, list) });
}
