using System.Buffers;
using Hoody.ChunkStore.Backends;
using Hoody.Hashing;

namespace Hoody.ChunkStore;

/// <summary>Makes a store of an empty backend, by its object <c>FORMAT</c> alone.</summary>
internal static class StoreCreation
{
    /// <exception cref="ArgumentException">The chunker profile makes chunks that are no blobs.</exception>
    /// <exception cref="ChunkStoreException">The backend is not empty. Nothing was changed.</exception>
    internal static async Task<StoreFormat> CreateAsync(IStorageBackend backend, BlobStoreOptions options, CancellationToken cancellationToken)
    {
        RequireStorable(options.Chunker);
        await RequireEmptyAsync(backend, cancellationToken).ConfigureAwait(false);

        byte[] storeId = new byte[16];
        options.Random(storeId);
        StoreFormat format = new(new Guid(storeId), options.Chunker);
        ReadOnlySequence<byte> content = new(format.Encode());
        return await backend.CreateIfAbsentAsync(StoreFormat.ObjectName, content, cancellationToken).ConfigureAwait(false)
            ? format
            : throw AlreadyThere(backend);
    }

    private static void RequireStorable(ChunkerProfile chunker)
    {
        if (chunker.MaxLengthBytes > BlobStore.MaxBlobLengthBytes)
        {
            throw new ArgumentException(
                $"Profile '{chunker.Name}' makes chunks of {chunker.MaxLengthBytes} bytes; a blob has at most {BlobStore.MaxBlobLengthBytes}.",
                nameof(chunker));
        }
    }

    private static async Task RequireEmptyAsync(IStorageBackend backend, CancellationToken cancellationToken)
    {
        if (await backend.GetLengthAsync(StoreFormat.ObjectName, cancellationToken).ConfigureAwait(false) is not null)
        {
            throw AlreadyThere(backend);
        }

        await foreach (StoredObject found in backend.ListAsync("", cancellationToken).ConfigureAwait(false))
        {
            throw new ChunkStoreException($"Cannot create a store in {backend}: it holds '{found.Name}'. Choose an empty place.");
        }
    }

    private static ChunkStoreException AlreadyThere(IStorageBackend backend) =>
        new($"There is a store in {backend} already. Open it, or choose another place.");
}
