using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Reading;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Collection;

/// <content>Follows what the snapshot of the index does not know, blob by blob.</content>
internal sealed partial class Marker
{
    private async Task FollowLateAsync(BlobReference late, bool isTolerant, CancellationToken cancellationToken)
    {
        if (!_index.TryGet(late.Id, out Blake3Digest pack, out PackEntryLocation location))
        {
            await _loader.RefreshAsync(cancellationToken).ConfigureAwait(false);
            if (!_index.TryGet(late.Id, out pack, out location))
            {
                if (isTolerant)
                {
                    return;
                }

                throw new BlobNotFoundException(late.Id, _loader.DamagedPacks.Count);
            }
        }

        _latePacks.Add(pack);
        if (late.Kind == BlobKind.Chunk)
        {
            return;
        }

        await TryAsync(
            async () =>
            {
                PackDirectory directory = await ReadDirectoryAsync(pack, cancellationToken).ConfigureAwait(false);
                PackEntry entry = directory.Entries.FirstOrDefault(entry => entry.Id == late.Id);
                if (entry == default)
                {
                    throw new CorruptDataException(PackRecord.Describe(late.Id, PackName.Of(pack), location).ToString(), "its directory does not tell of the blob");
                }

                if (entry.Kind != BlobKind.Chunk)
                {
                    await ReadBlobAsync(new LocatedBlob(0, late.Id, entry.Kind, pack, location), tree => _trees.Add(tree), VisitChunk, cancellationToken).ConfigureAwait(false);
                }
            },
            isTolerant).ConfigureAwait(false);
    }
}
