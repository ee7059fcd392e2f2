using Hoody.ChunkStore;
using Hoody.ChunkStore.Collection;
using Hoody.Volumes.Snapshots;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Collection;

/// <summary>What snapshots, trees and chunk lists refer to.</summary>
/// <remarks>The parents of a snapshot are named, not needed: a store need not hold them.</remarks>
internal sealed class VolumeReferences : IBlobReferences
{
    /// <summary>Collections rely on what was found under the same one: to be changed with anything below that would find other references in the same bytes.</summary>
    public string Version => "hoody-volumes 1";

    public void AddReferences(BlobKind kind, ReadOnlySpan<byte> plain, ICollection<BlobReference> references)
    {
        switch (kind)
        {
            case BlobKind.Snapshot:
                references.Add(new BlobReference(BlobKind.Tree, SnapshotCodec.Decode(plain).Root.TreeId));
                break;
            case BlobKind.Tree when TreeIndex.IsIndex(plain):
                foreach (DirectoryChild child in TreeIndex.Decode(plain, out _))
                {
                    references.Add(new BlobReference(BlobKind.Tree, child.Id));
                }

                break;
            case BlobKind.Tree:
                foreach (TreeEntry entry in TreeNode.Decode(plain))
                {
                    AddReference(entry, references);
                }

                break;
            case BlobKind.ChunkList when ChunkListIndex.IsIndex(plain):
                foreach (ChunkListChild child in ChunkListIndex.Decode(plain, out _))
                {
                    references.Add(new BlobReference(BlobKind.ChunkList, child.Id));
                }

                break;
            case BlobKind.ChunkList:
                foreach (ChunkSpan chunk in ChunkList.Decode(plain))
                {
                    references.Add(new BlobReference(BlobKind.Chunk, chunk.Id));
                }

                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, "A blob of that kind refers to nothing.");
        }
    }

    private static void AddReference(TreeEntry entry, ICollection<BlobReference> references)
    {
        if (entry.Type == EntryType.Directory)
        {
            references.Add(new BlobReference(BlobKind.Tree, entry.TreeId));
        }
        else if (entry.Type == EntryType.File && entry.Content.Kind != FileContentKind.Empty)
        {
            BlobKind kind = entry.Content.Kind == FileContentKind.SingleChunk ? BlobKind.Chunk : BlobKind.ChunkList;
            references.Add(new BlobReference(kind, entry.Content.Id));
        }
    }
}
