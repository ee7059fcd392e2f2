using Hoody.ChunkStore.Collection;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Reading;

namespace Hoody.ChunkStore.Verification;

/// <summary>Copies damaged and missing blobs from another store, and all that they need and this store does not have.</summary>
internal sealed class Healer(BlobStore store, BlobReader own, BlobReader other, IBlobReferences? references)
{
    private readonly HashSet<BlobId> _seen = [];
    private readonly List<(BlobId Id, BlobKind Kind)> _found = [];
    private readonly List<BlobId> _missing = [];

    internal async Task<HealResult> HealAsync(IEnumerable<BlobId> damaged, CancellationToken cancellationToken)
    {
        StorePin pin = await store.PinAsync(cancellationToken).ConfigureAwait(false);
        await using (pin.ConfigureAwait(false))
        {
            await FindAsync(damaged, cancellationToken).ConfigureAwait(false);
            BlobWriter writer = store.BeginWrite();
            long bytes = 0;
            await using (writer.ConfigureAwait(false))
            {
                // What a blob needs was found before it, and is put before it. Chunks first, so that packs of trees wait for few of data.
                foreach ((BlobId id, BlobKind kind) in _found.OrderBy(blob => blob.Kind == BlobKind.Chunk ? 0 : 1))
                {
                    using PooledBytes plain = await other.ReadAsync(id, kind, cancellationToken).ConfigureAwait(false);
                    await writer.PutAsync(kind, plain.Memory, cancellationToken).ConfigureAwait(false);
                    bytes += plain.Memory.Length;
                }

                await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
            }

            return new HealResult(_found.Count, bytes, [.. _missing.Distinct()]); // asked for twice, or needed by what was
        }
    }

    private async Task FindAsync(IEnumerable<BlobId> damaged, CancellationToken cancellationToken)
    {
        foreach (BlobId id in damaged)
        {
            if (!store.Contains(id))
            {
                await FollowAsync(id, cancellationToken).ConfigureAwait(false);
            }
            else if (await TryReadAsync(own, id, (_, _) => { }, cancellationToken).ConfigureAwait(false) is null)
            {
                _missing.Add(id); // its pack is not quarantined, so what is put would pass for a duplicate
            }
        }
    }

    // Depth first: what a blob needs is found before it, on however many ways one comes to either.
    private async Task FollowAsync(BlobId root, CancellationToken cancellationToken)
    {
        Stack<(BlobId Id, BlobKind? Kind, bool IsFollowed)> wanted = new([(root, null, false)]);
        while (wanted.TryPop(out (BlobId Id, BlobKind? Kind, bool IsFollowed) next))
        {
            if (next is { IsFollowed: true, Kind: { } kind })
            {
                _found.Add((next.Id, kind));
                continue;
            }

            bool isHere = store.Contains(next.Id);
            if ((isHere && next.Kind == BlobKind.Chunk) || !_seen.Add(next.Id))
            {
                continue;
            }

            // What is here is read too: below what was missing, nobody has looked yet for what else is.
            List<BlobReference> needed = [];
            if (await TryReadAsync(isHere ? own : other, next.Id, (blobKind, plain) => references?.AddReferences(blobKind, plain, needed), cancellationToken)
                .ConfigureAwait(false) is not { } found)
            {
                _missing.Add(next.Id);
                continue;
            }

            if (!isHere)
            {
                wanted.Push((next.Id, found, IsFollowed: true));
            }

            needed.ForEach(reference => wanted.Push((reference.Id, reference.Kind, IsFollowed: false)));
        }
    }

    /// <returns>What the blob is; null when it is missing or damaged there.</returns>
    private static async ValueTask<BlobKind?> TryReadAsync(
        BlobReader reader, BlobId id, Action<BlobKind, ReadOnlySpan<byte>> use, CancellationToken cancellationToken)
    {
        try
        {
            BlobKind kind = await reader.ReadKindAsync(id, cancellationToken).ConfigureAwait(false);
            using PooledBytes plain = await reader.ReadAsync(id, kind, cancellationToken).ConfigureAwait(false);
            if (kind != BlobKind.Chunk)
            {
                use(kind, plain.Memory.Span);
            }

            return kind;
        }
        catch (ChunkStoreException exception) when (exception is BlobNotFoundException or CorruptDataException or BackendException { IsOfDevice: true })
        {
            return null;
        }
    }
}
