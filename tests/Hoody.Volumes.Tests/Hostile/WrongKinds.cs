using Hoody.ChunkStore;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Hostile;

/// <summary>Blobs that are there, and are not what they are named for; and ids that are nobody's, a directory's own place among them.</summary>
internal static class WrongKinds
{
    private static readonly BlobKind[] _kinds = [BlobKind.Chunk, BlobKind.ChunkList, BlobKind.Tree, BlobKind.Snapshot];

    public static IEnumerable<HostileTree> All =>
    [
        .. from kind in _kinds where kind != BlobKind.Tree select new HostileTree($"a {kind} as the root", HostileFate.Refused, async forge =>
            Sample.Directory("") with { TreeId = await PutAsync(forge, kind) }),
        .. from kind in _kinds where kind != BlobKind.Tree select new HostileTree($"a {kind} as a directory", HostileFate.Refused, async forge =>
            await forge.BelowAsync(Sample.Directory("sub") with { TreeId = await PutAsync(forge, kind) })),
        .. from kind in _kinds where kind != BlobKind.Chunk select File($"a {kind} as a chunk", FileContentKind.SingleChunk, kind),
        .. from kind in _kinds where kind != BlobKind.ChunkList select File($"a {kind} as a chunk list", FileContentKind.ChunkList, kind),
        new HostileTree("a root that nobody stored", HostileFate.Undecodable, _ => Task.FromResult(Sample.Directory("") with { TreeId = Sample.Id(7) })),
        new HostileTree("a directory that nobody stored", HostileFate.Undecodable, async forge => await forge.BelowAsync(Sample.Directory("sub") with { TreeId = Sample.Id(7) })),
        new HostileTree("a directory of the id of all zeros", HostileFate.Undecodable, async forge => await forge.BelowAsync(Sample.Directory("sub") with { TreeId = default })),
        new HostileTree("a chunk that nobody stored", HostileFate.Refused, async forge => await forge.DirectoryAsync("", Sample.File("file", "nobody stored this"))),
        new HostileTree("a directory that is its own parent, as far as it can be said", HostileFate.Refused, CycleAsync),
        new HostileTree("the bytes of a tree node as file content", HostileFate.Made, async forge =>
            await forge.DirectoryAsync("", await forge.FileAsync("file", "HTN\u0001\0"))),
    ];

    private static HostileTree File(string what, FileContentKind content, BlobKind kind) => new(what, HostileFate.Refused, async forge =>
        await forge.DirectoryAsync("", Sample.File("file") with { Content = new FileContent(content, await PutAsync(forge, kind)) }));

    private static async Task<BlobId> PutAsync(Forge forge, BlobKind kind) => kind switch
    {
        BlobKind.Tree => await forge.PutAsync(kind, Sample.Encode([])),
        BlobKind.ChunkList => await forge.PutAsync(kind, Sample.EncodeList([new ChunkSpan(Sample.Id(1), 2), new ChunkSpan(Sample.Id(2), 2)])),
        BlobKind.Snapshot => await forge.Volume.PutRawSnapshotAsync(Sample.Directory("")),
        _ => await forge.PutAsync(kind, "HTN\u0001\0"u8.ToArray()),
    };

    // An id cannot be known before the bytes are: the nearest to a cycle is a chain of one node, each time said to be what a cycle would have to be.
    private static async Task<TreeEntry> CycleAsync(Forge forge)
    {
        TreeEntry inner = await forge.DirectoryAsync("d");
        TreeEntry outer = await forge.DirectoryAsync("d", inner);
        return await forge.DirectoryAsync("", outer with { TreeId = inner.TreeId });
    }
}
