using System.Buffers;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Indexes;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Writing;

namespace Hoody.ChunkStore.Tests.Writing;

public sealed class PackWriterTests
{
    private static readonly byte[] s_plain = [1, 2, 3];

    [Fact]
    public async Task A_pack_that_is_there_already_with_its_own_bytes_counts_as_written()
    {
        // What a backend leaves that created the object, lost the answer and tried again.
        MemoryBackend backend = new();
        await WriteAsync(backend);
        BlobIndex index = await WriteAsync(backend);
        Assert.True(index.Contains(BlobId.Compute(BlobKind.Chunk, s_plain)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task A_name_that_is_taken_by_other_bytes_is_damage_and_the_blobs_stay_absent(int change)
    {
        MemoryBackend other = new();
        await WriteAsync(other);
        StoredObject pack = await other.ListAsync("", default).SingleAsync();
        byte[] content = new byte[pack.LengthBytes + change];
        await other.ReadAsync(pack.Name, 0, content, default);
        content[60] ^= 1;

        MemoryBackend backend = new();
        await backend.CreateIfAbsentAsync(pack.Name, new ReadOnlySequence<byte>(content), default);
        BlobIndex index = new(backend, StoreFixture.Repeatable);
        await Assert.ThrowsAsync<CorruptDataException>(() => WriteAsync(backend, index));
        Assert.False(index.Contains(BlobId.Compute(BlobKind.Chunk, s_plain)));
    }

    private static async Task<BlobIndex> WriteAsync(MemoryBackend backend)
    {
        BlobIndex index = new(backend, StoreFixture.Repeatable);
        await WriteAsync(backend, index);
        return index;
    }

    private static async Task WriteAsync(MemoryBackend backend, BlobIndex index)
    {
        using PackBuilder pack = new(targetLengthBytes: 1000);
        PackEntry entry = new(BlobId.Compute(BlobKind.Chunk, s_plain), BlobKind.Chunk, BlobCodec.None, s_plain.Length, s_plain.Length);
        pack.Append(new PackRecordHeader(entry, Crc: 0), s_plain);
        await new PackWriter(backend, index, StoreFixture.Repeatable).WriteAsync(pack, default);
    }
}
