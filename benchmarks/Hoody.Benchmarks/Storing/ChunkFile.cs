using Hoody.Benchmarks.Scenarios;
using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;
using Hoody.Hashing;
using Microsoft.Win32.SafeHandles;

namespace Hoody.Benchmarks.Storing;

/// <summary>A file of random chunks of 64 KiB, none twice.</summary>
internal sealed record ChunkFile(string Path, long LengthBytes)
{
    private const int ChunkLengthBytes = 64 << 10;
    private const int WindowLengthBytes = 1 << 20;

    public static ChunkFile Create(string path, int lengthBytes)
    {
        File.WriteAllBytes(path, SyntheticInput.Random(lengthBytes));
        return new ChunkFile(path, lengthBytes);
    }

    /// <summary>Creates a store, puts all chunks a window at a time, and closes it; gives their ids.</summary>
    public async Task<BlobId[]> PutAsync(string directory, BlobCodec codec)
    {
        await using BlobStore store = await BlobStore.CreateAsync(new DiskBackend(directory), new BlobStoreOptions { Compression = codec });
        await using BlobWriter writer = store.BeginWrite();
        using SafeFileHandle file = File.OpenHandle(Path);
        byte[] window = new byte[WindowLengthBytes];
        ByteRange[] chunks = [.. Enumerable.Range(0, WindowLengthBytes / ChunkLengthBytes).Select(i => new ByteRange(i * ChunkLengthBytes, ChunkLengthBytes))];
        BlobId[] ids = new BlobId[LengthBytes / ChunkLengthBytes];
        for (long offset = 0; offset < LengthBytes; offset += window.Length)
        {
            if (RandomAccess.Read(file, window, offset) != window.Length)
            {
                throw new InvalidOperationException($"{Path} was cut short.");
            }

            await writer.PutManyAsync(BlobKind.Chunk, window, chunks, ids.AsMemory((int)(offset / ChunkLengthBytes)));
        }

        await writer.FlushAsync();
        return ids;
    }
}
