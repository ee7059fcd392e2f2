using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Indexes;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Writing;
using Hoody.Testing;
using Hoody.Testing.Disks;

namespace Hoody.ChunkStore.Tests.Writing;

/// <summary>Packs that a disk takes in parts, before they have a name.</summary>
/// <remarks>
/// Beside no other test: the lock of a session is held also by a program that another test is starting, until that executes, and what the session left is not
/// swept before.
/// </remarks>
[Collection(AloneCollection.Name)]
public sealed class PackSpillTests : IDisposable
{
    private const int ChunkLength = 5_000;
    private const int ChunkCount = 40;
    private const int SpillLength = 12_000;

    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_pack_written_in_parts_has_the_bytes_of_one_written_whole_and_never_more_than_a_part_in_memory()
    {
        MemoryBackend whole = new();
        Assert.Equal(ChunkCount * (long)(ChunkLength + PackRecordHeader.Size), await WriteAsync(whole));
        await using DiskBackend disk = new(_directory["store"]);
        Assert.InRange(await WriteAsync(disk), ChunkLength, SpillLength + ChunkLength + PackRecordHeader.Size);

        StoredObject expected = await whole.ListAsync("", default).SingleAsync();
        StoredObject found = await disk.ListAsync("", default).SingleAsync();
        Assert.Equal(expected, found);
        Assert.Equal(await ReadAsync(whole, expected), await ReadAsync(disk, found));
    }

    [Fact]
    public async Task A_name_that_is_taken_is_damage_and_stays_as_it_was()
    {
        await using DiskBackend disk = new(_directory["store"]);
        await WriteAsync(disk);
        StoredObject pack = await disk.ListAsync("", default).SingleAsync();
        byte[] before = await ReadAsync(disk, pack);
        await Assert.ThrowsAsync<CorruptDataException>(() => WriteAsync(disk));
        Assert.Equal(before, await ReadAsync(disk, pack));
        Assert.Empty(TemporaryFiles());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_not_flushed_when_the_session_ends_leaves_no_file(bool isBackendGone)
    {
        await using BlobStore store = await BlobStore.CreateAsync(new DiskBackend(_directory["store"]), new BlobStoreOptions { SpillLengthBytes = SpillLength });
        BlobWriter writer = store.BeginWrite();
        for (int seed = 0; seed < ChunkCount; seed++)
        {
            await writer.PutAsync(BlobKind.Chunk, StoreFixture.Bytes(seed, ChunkLength));
        }

        while (TemporaryFiles().Sum(file => new FileInfo(file).Length) < SpillLength)
        {
            await Task.Yield(); // until something was written through
        }

        if (isBackendGone)
        {
            await store.DisposeAsync(); // too early; what is left then is swept by the next who writes
            await writer.DisposeAsync();
            await using BlobStore next = await BlobStore.OpenAsync(new DiskBackend(_directory["store"]));
            await next.PutAsync((BlobKind.Tree, [1]));
            Assert.False(next.Contains(BlobId.Compute(BlobKind.Chunk, StoreFixture.Bytes(0, ChunkLength))));
        }
        else
        {
            await writer.DisposeAsync();
        }

        Assert.Empty(TemporaryFiles());
    }

    [Fact]
    public async Task A_pack_written_in_parts_takes_as_many_fsyncs_as_one_written_whole() =>
        Assert.Equal(await CountFsyncsAsync(int.MaxValue), await CountFsyncsAsync(SpillLength));

    private static async Task<int> CountFsyncsAsync(int spillLengthBytes)
    {
        int count = 0;
        SimulatedDisk disk = new()
        {
            FailCall = (call, _) =>
            {
                count += call == "fsync" ? 1 : 0;
                return 0;
            },
        };

        // The same names each time: two packs whose ids begin alike share a folder, which is made durable once.
        await using BlobStore store = await BlobStore.CreateAsync(
            disk.OpenBackend(), StoreFixture.Repeatable with { SpillLengthBytes = spillLengthBytes, DataPackLengthBytes = 100_000, Time = null });
        count = 0;
        await store.PutAsync([.. Enumerable.Range(0, ChunkCount).Select(seed => (BlobKind.Chunk, StoreFixture.Bytes(seed, ChunkLength)))]);
        Assert.InRange(count, 4, int.MaxValue); // of each of at least two packs: the file and its directory
        return count;
    }

    /// <summary>Writes one pack, and tells how much of it was in memory at most.</summary>
    private static async Task<long> WriteAsync(IStorageBackend backend)
    {
        BlobStoreOptions options = StoreFixture.Repeatable with { SpillLengthBytes = SpillLength };
        PackWriter writer = new(backend, new BlobIndex(backend, options), options);
        using PackBuilder pack = new(options.DataPackLengthBytes);
        long most = 0;
        for (int seed = 0; seed < ChunkCount; seed++)
        {
            byte[] plain = StoreFixture.Bytes(seed, ChunkLength);
            pack.Append(new PackRecordHeader(new PackEntry(BlobId.Compute(BlobKind.Chunk, plain), BlobKind.Chunk, BlobCodec.None, ChunkLength, ChunkLength), Crc: 0), plain);
            most = Math.Max(most, pack.BufferedLengthBytes);
            await writer.SpillAsync(pack, default);
        }

        await writer.WriteAsync(pack, default);
        return most;
    }

    private static async Task<byte[]> ReadAsync(IStorageBackend backend, StoredObject found)
    {
        byte[] content = new byte[found.LengthBytes];
        Assert.Equal(content.Length, await backend.ReadAsync(found.Name, 0, content, default));
        return content;
    }

    private string[] TemporaryFiles() =>
        [.. Directory.GetFiles(_directory["store/tmp"], "*", SearchOption.AllDirectories).Where(file => !Path.GetFileName(file).StartsWith("reserve.", StringComparison.Ordinal))];
}
