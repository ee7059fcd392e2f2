using Hoody.ChunkStore;
using Hoody.Volumes.StatCaching;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Import;

/// <summary>Whether the store still holds what was stored for an entry: a collection or damage may have taken some of it.</summary>
/// <remarks>Asks the index for every blob, and reads the split lists of chunks and the indexes of split directories; no chunk, and no entry.</remarks>
internal sealed class HeldContent(BlobStore blobs)
{
    /// <summary>Whether a list has to be read to know about a file.</summary>
    public static bool IsListed(in CachedEntry file) => file.Content.Kind == FileContentKind.ChunkList && file.ChunkIds.IsEmpty;

    /// <summary>The same as <see cref="HoldsFileAsync"/> where no list has to be read.</summary>
    public bool HoldsUnlisted(in CachedEntry entry)
    {
        bool isHeld = entry.Content.Kind == FileContentKind.Empty || blobs.Contains(entry.Content.Id);
        ReadOnlySpan<byte> ids = entry.ChunkIds.Span;
        while (isHeld && !ids.IsEmpty)
        {
            isHeld = blobs.Contains(new BlobId(ids[..BlobId.LengthBytes]));
            ids = ids[BlobId.LengthBytes..];
        }

        return isHeld;
    }

    /// <summary>Whether all chunks of a file are there, and the list of them.</summary>
    public async ValueTask<bool> HoldsFileAsync(CachedEntry file, TreePath path, CancellationToken cancellationToken)
    {
        if (!IsListed(file))
        {
            return HoldsUnlisted(file);
        }

        ChunkListClaim top = new(file.Content.Id, file.Stamp.Length, null);
        return blobs.Contains(top.Id) && await HoldsAllAsync(top, path, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether all nodes of a directory are there; what its entries stand for is not asked.</summary>
    public async ValueTask<bool> HoldsNodesAsync(CachedDirectory directory, TreePath path, CancellationToken cancellationToken)
    {
        DirectoryClaim top = DirectoryClaim.OfTop(directory.Tree);
        return blobs.Contains(top.Id)
            && (directory.EntryCount <= NodeSplit.MaxItems || await HoldsChildrenAsync(top, path, cancellationToken).ConfigureAwait(false));
    }

    private async ValueTask<bool> HoldsChildrenAsync(DirectoryClaim claim, TreePath path, CancellationToken cancellationToken)
    {
        DirectoryNode node = await TreeReader.ReadNodeAsync(blobs, claim, path, cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < node.Children.Count; i++)
        {
            DirectoryClaim child = node.ClaimOf(i);
            if (!blobs.Contains(child.Id) || (node.Level > 1 && !await HoldsChildrenAsync(child, path, cancellationToken).ConfigureAwait(false)))
            {
                return false;
            }
        }

        return true;
    }

    private async ValueTask<bool> HoldsAllAsync(ChunkListClaim claim, TreePath path, CancellationToken cancellationToken)
    {
        ChunkListNode node = await TreeReader.ReadNodeAsync(blobs, claim, path, cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < node.Chunks.Count; i++)
        {
            if (!blobs.Contains(node.Chunks[i].Id))
            {
                return false;
            }
        }

        for (int i = 0; i < node.Children.Count; i++)
        {
            if (!await HoldsAllAsync(node.ClaimOf(i), path, cancellationToken).ConfigureAwait(false))
            {
                return false;
            }
        }

        return true;
    }
}
