using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;
using Hoody.Volumes.Snapshots;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Trees;

/// <summary>A volume store in memory, with short ways to put things in.</summary>
internal sealed class MemoryVolume : IAsyncDisposable
{
    private MemoryVolume(BlobStore blobs)
    {
        Blobs = blobs;
        Store = new VolumeStore(blobs);
    }

    public BlobStore Blobs { get; }

    public VolumeStore Store { get; }

    public static MemoryVolume Of(BlobStore blobs) => new(blobs);

    public static Task<MemoryVolume> CreateAsync() => CreateAsync(new MemoryBackend());

    public static async Task<MemoryVolume> CreateAsync(IStorageBackend backend) => new(await BlobStore.CreateAsync(backend));

    public async Task<TreeEntry> PutAsync(ModelTree model)
    {
        await using BlobWriter writer = Blobs.BeginWrite();
        TreeEntry root = await model.PutAsync(writer, TreePath.Root);
        await writer.FlushAsync();
        return root;
    }

    public async Task<TreeEntry> PutDirectoryAsync(LargeDirectory directory)
    {
        await using BlobWriter writer = Blobs.BeginWrite();
        TreeEntry stored = await TreeWriter.PutDirectoryAsync(writer, Sample.Directory(""), directory.Entries, TreePath.Root, default);
        await writer.FlushAsync();
        return stored;
    }

    /// <summary>Stores the list of a file's chunks, and not the chunks.</summary>
    public async Task<TreeEntry> PutFileAsync(IReadOnlyList<ChunkSpan> chunks)
    {
        await using BlobWriter writer = Blobs.BeginWrite();
        FileContent content = await TreeWriter.PutChunkListAsync(writer, chunks, TreePath.Root, default);
        await writer.FlushAsync();
        return Sample.File("file") with { Length = chunks.Sum(chunk => (long)chunk.LengthBytes), Content = content };
    }

    public async Task<BlobId> PutSnapshotAsync(ModelTree model) => await PutSnapshotAsync(await PutAsync(model));

    public Task<BlobId> PutSnapshotAsync(TreeEntry root) =>
        Store.PutSnapshotAsync(new SnapshotRecord { Root = root, CreatedTime = DateTimeOffset.UnixEpoch });

    /// <summary>Stores a record without the checks that keep a hostile one out.</summary>
    public async Task<BlobId> PutRawSnapshotAsync(TreeEntry root)
    {
        System.Buffers.ArrayBufferWriter<byte> record = new();
        SnapshotCodec.Encode(new SnapshotRecord { Root = root, CreatedTime = DateTimeOffset.UnixEpoch }, record);
        return await PutBlobAsync(BlobKind.Snapshot, record.WrittenMemory);
    }

    public async Task<BlobId> PutBlobAsync(BlobKind kind, ReadOnlyMemory<byte> plain)
    {
        await using BlobWriter writer = Blobs.BeginWrite();
        BlobId id = await writer.PutAsync(kind, plain);
        await writer.FlushAsync();
        return id;
    }

    public async Task<List<T>> CollectAsync<T>(IAsyncEnumerable<T> items)
    {
        List<T> list = [];
        await foreach (T item in items)
        {
            list.Add(item);
        }

        return list;
    }

    public ValueTask DisposeAsync() => Blobs.DisposeAsync();
}
