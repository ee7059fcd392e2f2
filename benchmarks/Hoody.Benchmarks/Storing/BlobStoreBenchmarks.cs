using System.Buffers;
using BenchmarkDotNet.Attributes;
using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;
using Hoody.Hashing;

namespace Hoody.Benchmarks.Storing;

/// <summary>Putting and getting chunks of 64 KiB through the memory backend, against the hashing that both cannot do without.</summary>
[MemoryDiagnoser]
public class BlobStoreBenchmarks
{
    private const int ChunkCount = 256;

    private readonly byte[][] _chunks = new byte[ChunkCount][];
    private readonly BlobId[] _ids = new BlobId[ChunkCount];
    private BlobStore? _store;

    private BlobStore Store => _store ?? throw new InvalidOperationException("Setup comes first.");

    [GlobalSetup]
    public async Task SetupAsync()
    {
        Random random = new(1);
        for (int i = 0; i < ChunkCount; i++)
        {
            _chunks[i] = new byte[64 << 10];
            random.NextBytes(_chunks[i]);
        }

        _store = await BlobStore.CreateAsync(new MemoryBackend());
        await PutAllAsync(_store);
    }

    [GlobalCleanup]
    public Task CleanupAsync() => Store.DisposeAsync().AsTask();

    [Benchmark(Baseline = true)]
    public Blake3Digest Hash()
    {
        Blake3Digest last = default;
        foreach (byte[] chunk in _chunks)
        {
            last = Blake3Hasher.Hash(chunk);
        }

        return last;
    }

    [Benchmark]
    public async Task PutNewAsync()
    {
        BlobStore store = await BlobStore.CreateAsync(new MemoryBackend());
        await PutAllAsync(store);
        await store.DisposeAsync();
    }

    [Benchmark]
    public Task PutPresentAsync() => PutAllAsync(Store);

    [Benchmark]
    public async Task<int> GetAsync()
    {
        int lengthBytes = 0;
        foreach (BlobId id in _ids)
        {
            using IMemoryOwner<byte> blob = await Store.GetAsync(id, BlobKind.Chunk);
            lengthBytes += blob.Memory.Length;
        }

        return lengthBytes;
    }

    private async Task PutAllAsync(BlobStore store)
    {
        await using BlobWriter writer = store.BeginWrite();
        for (int i = 0; i < ChunkCount; i++)
        {
            _ids[i] = await writer.PutAsync(BlobKind.Chunk, _chunks[i]);
        }

        await writer.FlushAsync();
    }
}
