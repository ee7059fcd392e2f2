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
                // What a blob needs was found after it, and is put before it: chunks first, for they are in no order.
                foreach ((BlobId id, BlobKind kind) in Enumerable.Reverse(_found).OrderBy(blob => blob.Kind == BlobKind.Chunk ? 0 : 1))
                {
                    using PooledBytes plain = await other.ReadAsync(id, kind, cancellationToken).ConfigureAwait(false);
                    await writer.PutAsync(kind, plain.Memory, cancellationToken).ConfigureAwait(false);
                    bytes += plain.Memory.Length;
                }

                await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
            }

            return new HealResult(_found.Count, bytes, _missing);
        }
    }

    private async Task FindAsync(IEnumerable<BlobId> damaged, CancellationToken cancellationToken)
    {
        Queue<(BlobId Id, BlobKind? Kind)> wanted = new();
        foreach (BlobId id in damaged)
        {
            if (!store.Contains(id))
            {
                wanted.Enqueue((id, null));
            }
            else if (await TryReadAsync(own, id, (_, _) => { }, cancellationToken).ConfigureAwait(false) is null)
            {
                _missing.Add(id); // its pack is not quarantined, so what is put would pass for a duplicate
            }
        }

        while (wanted.TryDequeue(out (BlobId Id, BlobKind? Kind) next))
        {
            bool isHere = store.Contains(next.Id);
            if ((isHere && next.Kind == BlobKind.Chunk) || !_seen.Add(next.Id))
            {
                continue;
            }

            // What is here is read too: below what was missing, nobody has looked yet for what else is.
            List<BlobReference> needed = [];
            if (await TryReadAsync(isHere ? own : other, next.Id, (kind, plain) => references?.AddReferences(kind, plain, needed), cancellationToken)
                .ConfigureAwait(false) is not { } found)
            {
                _missing.Add(next.Id);
                continue;
            }

            if (!isHere)
            {
                _found.Add((next.Id, found));
            }

            needed.ForEach(reference => wanted.Enqueue((reference.Id, reference.Kind)));
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
        catch (ChunkStoreException exception) when (exception is BlobNotFoundException or CorruptDataException)
        {
            return null;
        }
    }
}
