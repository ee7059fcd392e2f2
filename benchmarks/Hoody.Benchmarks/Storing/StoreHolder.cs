using System.Buffers;
using System.IO.Pipelines;
using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;

namespace Hoody.Benchmarks.Storing;

/// <summary>A store on disk that is open as long as this is.</summary>
internal sealed record StoreHolder(BlobStore Store) : IDisposable
{
    public static StoreHolder Create(string directory) => new(BlobStore.CreateAsync(new DiskBackend(directory)).GetAwaiter().GetResult());

    public static StoreHolder Open(string directory) => new(BlobStore.OpenAsync(new DiskBackend(directory)).GetAwaiter().GetResult());

    /// <summary>Cuts the bytes and puts them, in a session of their own; gives the count of chunks.</summary>
    public async Task<long> PutChunksAsync(byte[] data)
    {
        await using BlobWriter writer = Store.BeginWrite();
        PipeReader source = PipeReader.Create(new ReadOnlySequence<byte>(data));
        long count = 0;
        await foreach (PutChunk _ in writer.PutChunksAsync(source))
        {
            count++;
        }

        await source.CompleteAsync();
        await writer.FlushAsync();
        return count;
    }

    /// <summary>Gets chunks in the order in which they lie.</summary>
    public async Task GetAllAsync(BlobId[] ids)
    {
        int count = 0;
        await foreach (FetchedBlob blob in Store.GetManyAsync(ids, BlobKind.Chunk))
        {
            count += blob.Plain.IsEmpty ? 0 : 1;
            blob.Dispose();
        }

        if (count != ids.Length)
        {
            throw new InvalidOperationException($"{count} of {ids.Length} chunks came.");
        }
    }

    public void Dispose() => Store.DisposeAsync().AsTask().GetAwaiter().GetResult();
}
