using System.Buffers.Binary;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Codecs;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Tests.Verification;
using Hoody.ChunkStore.Verification;

namespace Hoody.ChunkStore.Tests.Damage;

/// <summary>Packs that nobody's writer makes, under ids and checksums that are right: refused by name, or never believed further than the hash of a blob.</summary>
public sealed class HostilePackTests
{
    private static readonly byte[] s_plain = StoreFixture.Bytes(1, 100);
    private static readonly BlobId s_id = BlobId.Compute(BlobKind.Chunk, s_plain);

    [Theory]
    [InlineData(0, 0, 100, 100, "is of kind 0")]
    [InlineData(5, 0, 100, 100, "is of kind 5")]
    [InlineData(255, 0, 100, 100, "is of kind 255")]
    [InlineData(1, 3, 100, 100, "codec 3")]
    [InlineData(1, 255, 100, 100, "codec 255")]
    [InlineData(1, 0, -1, -1, "cannot be stored")]
    [InlineData(1, 0, 100, 99, "cannot be stored")]
    [InlineData(1, 0, int.MaxValue, int.MaxValue, "cannot be stored")]
    [InlineData(1, 0, int.MinValue, int.MinValue, "cannot be stored")]
    [InlineData(1, 0, BlobStore.MaxBlobLengthBytes + 1, BlobStore.MaxBlobLengthBytes + 1, "cannot be stored")]
    [InlineData(1, 1, 100, 100, "cannot be stored")]
    [InlineData(1, 1, 25_501, 100, "cannot be stored")]
    [InlineData(1, 1, int.MaxValue, 100, "cannot be stored")]
    [InlineData(1, 2, 100, 0, "cannot be stored")]
    [InlineData(1, 2, BlobStore.MaxBlobLengthBytes + 1, 100, "cannot be stored")]
    [InlineData(1, 2, -1, 100, "cannot be stored")]
    public async Task A_record_that_cannot_be_makes_its_pack_one_that_is_set_aside_by_name(byte kind, byte codec, int rawLength, int storedLength, string reason)
    {
        (string name, byte[] content) = Forgery.PackOf(s_id, kind, codec, rawLength, storedLength, s_plain);
        await AssertSetAsideAsync(name, content, reason);
    }

    [Theory]
    [InlineData(2, 152L, "tells of 2 records")]
    [InlineData(0, 152L, "tells of 0 records")]
    [InlineData(-1, 152L, "tells of -1 records")]
    [InlineData(int.MaxValue, 152L, "tells of 2147483647 records")]
    [InlineData(int.MinValue, 152L, "tells of -2147483648 records")]
    [InlineData(1, -1L, "in -1 bytes")]
    [InlineData(1, long.MaxValue, "in 9223372036854775807 bytes")]
    [InlineData(1, long.MinValue, "in -9223372036854775808 bytes")]
    [InlineData(1, 151L, "in 151 bytes")]
    public async Task A_footer_that_does_not_fit_its_pack_sets_it_aside(int count, long recordsLength, string reason)
    {
        byte[] whole = Forgery.PackOf(s_id, 1, 0, 100, 100, s_plain).Content;
        (string name, byte[] content) = Forgery.Pack(whole[..152], whole[152..^PackFooter.Size], count, recordsLength);
        await AssertSetAsideAsync(name, content, reason);
    }

    [Fact]
    public void No_footer_tells_of_more_records_than_any_pack_has_or_than_its_bytes_can_hold()
    {
        AssertRefused(PackDirectory.MaxCount + 1, PackRecordHeader.Size);
        AssertRefused(PackDirectory.MaxCount, PackRecordHeader.Size - 1);
        Assert.Equal(PackDirectory.MaxCount, Read(PackDirectory.MaxCount, PackRecordHeader.Size).Count);

        static void AssertRefused(int count, int recordLength) => Assert.Throws<CorruptDataException>(() => Read(count, recordLength));

        static PackFooter Read(int count, int recordLength)
        {
            long recordsLength = (long)count * recordLength;
            byte[] bytes = new byte[PackFooter.Size];
            new PackFooter(default, recordsLength, count).Write(bytes);
            return PackFooter.Read(bytes, recordsLength + PackDirectory.LengthOf(count) + PackFooter.Size, "It");
        }
    }

    [Fact]
    public void A_pack_that_is_written_has_65_536_records_at_most_however_short_they_are()
    {
        using PackBuilder pack = new(PackFooter.MaxPackLength);
        for (int i = 0; i < 65_536; i++)
        {
            Assert.True(pack.HasRoomFor(0));
            pack.Append(new PackRecordHeader(new PackEntry(s_id, BlobKind.Chunk, BlobCodec.None, 0, 0), 0), []);
        }

        Assert.False(pack.HasRoomFor(0));
        Assert.Equal(65_536, pack.Seal(new byte[PackDirectory.SaltLength]).Directory.Entries.Count);
    }

    [Fact]
    public async Task A_directory_whose_lengths_do_not_add_up_to_the_records_sets_its_pack_aside()
    {
        byte[] whole = Forgery.PackOf(s_id, 1, 0, 100, 100, s_plain).Content;
        byte[] directory = whole[152..^PackFooter.Size];
        BinaryPrimitives.WriteInt32LittleEndian(directory.AsSpan(PackDirectory.SaltLength + 36), 99);
        BinaryPrimitives.WriteInt32LittleEndian(directory.AsSpan(PackDirectory.SaltLength + 40), 99);
        (string name, byte[] content) = Forgery.Pack(whole[..152], directory, 1);
        await AssertSetAsideAsync(name, content, "its records take 151 bytes, not 152");
    }

    [Theory]
    [InlineData(BlobCodec.Lz4, 9_999)]
    [InlineData(BlobCodec.Lz4, 10_001)]
    [InlineData(BlobCodec.Zstd, 9_999)]
    [InlineData(BlobCodec.Zstd, 10_001)]
    [InlineData(BlobCodec.Zstd, 101)]
    [InlineData(BlobCodec.Zstd, BlobStore.MaxBlobLengthBytes)]
    public async Task A_payload_that_gives_other_than_it_claims_is_damage_when_it_is_read_and_when_it_is_verified(BlobCodec codec, int claimed)
    {
        byte[] payload = new byte[1000];
        int length = PayloadCodec.Encode(codec, 1, new byte[10_000], payload);
        BlobId id = BlobId.Compute(BlobKind.Chunk, new byte[10_000]);
        (string name, byte[] content) = Forgery.PackOf(id, 1, (byte)codec, claimed, length, payload[..length]);
        await AssertDamagedAsync(name, content, id, $"does not decode to {claimed} bytes");
    }

    [Fact]
    public async Task A_pack_that_tells_of_one_large_blob_many_times_is_indexed_once_and_found_sound()
    {
        byte[] payload = new byte[10_000];
        int length = PayloadCodec.Encode(BlobCodec.Zstd, 1, new byte[BlobStore.MaxBlobLengthBytes], payload);
        Assert.InRange(length, 1, 1000); // a ten-thousandth
        BlobId id = BlobId.Compute(BlobKind.Chunk, new byte[BlobStore.MaxBlobLengthBytes]);
        byte[] one = Forgery.PackOf(id, 1, (byte)BlobCodec.Zstd, BlobStore.MaxBlobLengthBytes, length, payload[..length]).Content;
        byte[] record = one[..(PackRecordHeader.Size + length)];
        byte[] line = one[(record.Length + PackDirectory.SaltLength)..^PackFooter.Size];
        const int Count = 50; // 400 MiB out of a few KiB
        (string name, byte[] content) = Forgery.Pack(
            [.. Enumerable.Repeat(record, Count).SelectMany(bytes => bytes)],
            [.. new byte[PackDirectory.SaltLength], .. Enumerable.Repeat(line, Count).SelectMany(bytes => bytes)],
            Count);
        await using BlobStore store = await BlobStore.OpenAsync(await StoreWithAsync(name, content));
        Assert.Equal(2, store.Index.EntryCount); // and the tree
        Assert.Equal(id, BlobId.Compute(BlobKind.Chunk, await store.ReadAsync(id, BlobKind.Chunk)));
        Assert.True((await store.FindDamageAsync()).IsSound);
    }

    [Fact]
    public async Task A_header_that_differs_from_its_directory_is_damage()
    {
        (_, byte[] content) = Forgery.PackOf(s_id, 1, 0, 100, 100, s_plain);
        foreach (int offset in (int[])[4, 5, 6, 7, 8, 12, 20, 51])
        {
            byte[] forged = [.. content];
            forged[offset] ^= 2;
            await AssertDamagedAsync(Forgery.Pack(content[..152], content[152..^PackFooter.Size], 1).Name, forged, s_id, "");
        }
    }

    [Fact]
    public async Task A_wrong_CRC_over_bytes_that_have_the_id_is_damage_though_a_batch_may_return_them()
    {
        (string name, byte[] content) = Forgery.PackOf(s_id, 1, 0, 100, 100, s_plain);
        content[16] ^= 2;
        await using BlobStore store = await BlobStore.OpenAsync(await StoreWithAsync(name, content));
        await Assert.ThrowsAsync<CorruptDataException>(() => store.ReadAsync(s_id, BlobKind.Chunk));
        using FetchedBlob blob = Assert.Single(await store.GetManyAsync([s_id], BlobKind.Chunk).ToListAsync());
        Assert.Equal(s_plain, blob.Plain.ToArray());
        Assert.Equal(name, Assert.Single((await store.FindDamageAsync()).Packs).Name);
    }

    [Fact]
    public async Task Bytes_that_do_not_have_the_id_they_claim_are_never_returned()
    {
        byte[] other = StoreFixture.Bytes(2, 100);
        (string name, byte[] content) = Forgery.PackOf(s_id, 1, 0, 100, 100, other);
        await AssertDamagedAsync(name, content, s_id, $"its bytes hash to {BlobId.Compute(BlobKind.Chunk, other)}");

        // The bytes are right, the kind is not: then the id is another one.
        (name, content) = Forgery.PackOf(s_id, 2, 0, 100, 100, s_plain);
        await AssertDamagedAsync(name, content, s_id, "");
    }

    private static async Task<MemoryBackend> StoreWithAsync(string name, byte[] content)
    {
        MemoryBackend backend = new();
        await using (BlobStore store = await BlobStore.CreateAsync(backend))
        {
            await store.PutAsync((BlobKind.Tree, StoreFixture.Bytes(3, 30)));
        }

        await backend.CreateIfAbsentAsync(name, new(content), default);
        return backend;
    }

    private static async Task AssertSetAsideAsync(string name, byte[] content, string reason)
    {
        MemoryBackend backend = await StoreWithAsync(name, content);
        await using BlobStore store = await BlobStore.OpenAsync(backend);
        DamagedPack damaged = Assert.Single(store.DamagedPacks);
        Assert.Equal(name, damaged.Name);
        Assert.Contains(reason, damaged.Reason, StringComparison.Ordinal);
        Assert.False(store.Contains(s_id));
        await AssertTreeAsync(store);
        Assert.Equal(name, Assert.Single((await store.FindDamageAsync(isReadOnly: true)).Packs).Name);
    }

    private static async Task AssertDamagedAsync(string name, byte[] content, BlobId id, string reason)
    {
        MemoryBackend backend = await StoreWithAsync(name, content);
        await using BlobStore store = await BlobStore.OpenAsync(backend);
        CorruptDataException error = await Assert.ThrowsAsync<CorruptDataException>(() => store.ReadAsync(id, BlobKind.Chunk));
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<CorruptDataException>(() => store.GetManyAsync([id], BlobKind.Chunk).ToListAsync().AsTask());
        await AssertTreeAsync(store);

        VerificationReport report = await store.FindDamageAsync();
        Assert.Equal((name, id), (Assert.Single(report.Packs).Name, Assert.Single(report.Blobs).Id));
        Assert.False(store.Contains(id));
    }

    private static async Task AssertTreeAsync(BlobStore store)
    {
        byte[] tree = StoreFixture.Bytes(3, 30);
        Assert.Equal(tree, await store.ReadAsync(BlobId.Compute(BlobKind.Tree, tree), BlobKind.Tree));
    }
}
