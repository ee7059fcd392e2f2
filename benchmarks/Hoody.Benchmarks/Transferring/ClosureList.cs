using System.Buffers;
using Hoody.ChunkStore;
using Hoody.ChunkStore.Collection;
using Hoody.Volumes.Transfer;
using Hoody.Volumes.Trees;

namespace Hoody.Benchmarks.Transferring;

/// <summary>All blobs that a snapshot consists of, each once.</summary>
internal static class ClosureList
{
    public static async Task<List<BlobReference>> ReadAsync(BlobStore store, BlobId snapshot)
    {
        HashSet<BlobReference> blobs = [];
        Stack<NodeClaim> nodes = new([new SnapshotClaim(snapshot)]);
        while (nodes.TryPop(out NodeClaim? node))
        {
            if (!blobs.Add(new BlobReference(node.Kind, node.Id)))
            {
                continue;
            }

            using IMemoryOwner<byte> plain = await store.GetAsync(node.Id, node.Kind);
            NodeReferences references = node.Read(plain.Memory.Span, () => TreePath.Root);
            blobs.UnionWith(references.Chunks.Select(chunk => new BlobReference(BlobKind.Chunk, chunk.Id)));
            foreach (NamedClaim child in references.Nodes)
            {
                nodes.Push(child.Claim);
            }
        }

        return [.. blobs];
    }
}
