using System.Buffers;
using System.Buffers.Binary;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Closures;
using Hoody.ChunkStore.Epochs;
using Hoody.ChunkStore.Indexes;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Refs;
using Hoody.ChunkStore.Verification;

namespace Hoody.ChunkStore.Tests.Damage;

/// <summary>A claim of huge size costs no memory: it is refused by its first or last bytes.</summary>
public sealed class HostileAllocationTests
{
    private const long MostAllocated = 256 << 10;

    private static readonly Guid s_run = Guid.Parse("00112233445566778899aabbccddeeff");

    [Theory]
    [InlineData(IndexHeadFrame.MaxLengthBytes, 4, int.MaxValue)]
    [InlineData(IndexHeadFrame.MaxLengthBytes, 4, 3_000_000)]
    [InlineData(IndexHeadFrame.MaxLengthBytes, 8, 5_000_000)]
    [InlineData(IndexHeadFrame.MaxLengthBytes, 12, 8_000_000)]
    [InlineData(long.MaxValue, 8, int.MaxValue)]
    [InlineData(40 + 32 + (100L * IndexHead.Part.Size), 4, 100)] // as long as it says, and its parts are not there
    [InlineData(40 + 32 + (16_777_215L * 48), 8, 16_777_215)] // as long as it says, and longer than any head
    public async Task A_head_of_an_index_that_claims_much_is_refused_by_its_first_bytes(long lengthBytes, int offset, int count)
    {
        byte[] first = new byte[IndexHeadFrame.Size];
        new IndexHeadFrame(0, 0, 0, 0, 0).Write(first);
        BinaryPrimitives.WriteInt32LittleEndian(first.AsSpan(offset), count);
        ClaimingBackend backend = new(lengthBytes, first, []);
        IndexStorage storage = new(backend, new BlobStoreOptions());
        IndexStorage.Listed listed = new(s_run);
        listed.Lengths[-1] = lengthBytes;
        await AssertRefusedAsync(() => storage.LoadAsync(listed, new PackTable(), default));
    }

    [Theory]
    [InlineData(PackFooter.MaxPackLength, PackDirectory.MaxCount + 1)]
    [InlineData(PackFooter.MaxPackLength, 2_700_000)]
    [InlineData(PackFooter.MaxPackLength, int.MaxValue)]
    [InlineData(PackFooter.MaxPackLength, PackDirectory.MaxCount)] // does not fit the length
    [InlineData(PackFooter.MaxPackLength + 1L, 1)]
    [InlineData(long.MaxValue, 1)]
    public async Task A_pack_that_claims_much_is_refused_by_its_last_bytes(long lengthBytes, int count)
    {
        byte[] footer = new byte[PackFooter.Size];
        long rest = lengthBytes - PackFooter.Size - PackDirectory.SaltLength - ((long)count * PackEntry.Size);
        new PackFooter(default, count == PackDirectory.MaxCount ? rest - 1 : rest, count).Write(footer);
        ClaimingBackend backend = new(lengthBytes, [], footer);
        await AssertRefusedAsync(() => PackReader.ReadDirectoryAsync(backend, new StoredObject(PackName.Of(default), lengthBytes), default).AsTask());
    }

    [Theory]
    [InlineData(EpochRecord.MaxLengthBytes + 1L)]
    [InlineData(long.MaxValue)]
    public async Task An_epoch_of_any_length_is_refused_unread(long lengthBytes)
    {
        EpochLog log = new(new ClaimingBackend(lengthBytes, [], []));
        await AssertRefusedAsync(() => log.ReadAsync(1, default).AsTask());
    }

    [Theory]
    [InlineData(VerificationTable.MaxLengthBytes + 1L)]
    [InlineData(long.MaxValue)]
    public async Task A_table_of_verified_packs_of_any_length_is_refused_unread(long lengthBytes) =>
        await AssertRefusedAsync(() => VerificationLog.ReadAsync(new ClaimingBackend(lengthBytes, [], []), 1, default).AsTask());

    [Theory]
    [InlineData(ClosureTable.MaxLengthBytes + 1L)]
    [InlineData(long.MaxValue)]
    public async Task A_table_of_closures_of_any_length_is_refused_unread(long lengthBytes) =>
        await AssertRefusedAsync(() => ClosureLog.ReadAsync(new ClaimingBackend(lengthBytes, [], []), 1, default).AsTask());

    [Fact]
    public async Task Text_of_any_length_is_read_no_further_than_its_bound()
    {
        ClaimingBackend backend = new(long.MaxValue, [], []);
        await AssertRefusedAsync(() => RefRecord.TryReadAsync(backend, "web", 1, default).AsTask());
        await AssertRefusedAsync(() => QuarantineRecord.ReadAsync(backend, default, default).AsTask());
        await AssertRefusedAsync(() => StoreFormat.ReadAsync(backend, default).AsTask());
    }

    [Theory]
    [InlineData(int.MaxValue, int.MaxValue)]
    [InlineData(BlobStore.MaxBlobLengthBytes + 1, BlobStore.MaxBlobLengthBytes + 1)]
    [InlineData(-1, -1)]
    public void A_record_that_claims_much_is_refused_by_its_header(int rawLength, int storedLength)
    {
        byte[] header = new byte[PackRecordHeader.Size];
        PackRecordHeader.Magic.CopyTo(header);
        header[4] = (byte)BlobKind.Chunk;
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), rawLength);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(12), storedLength);
        AssertRefused(() => PackRecordHeader.Read(header, "It"));
    }

    private static async Task AssertRefusedAsync(Func<Task> read)
    {
        await Assert.ThrowsAsync<CorruptDataException>(read); // what the first call of a kind allocates once for all
        long before = GC.GetAllocatedBytesForCurrentThread();
        Task refused = read(); // ends before it returns: nothing here waits
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(refused.IsCompleted);
        await Assert.ThrowsAsync<CorruptDataException>(() => refused);
        Assert.InRange(allocated, 0, MostAllocated);
    }

    private static void AssertRefused(Action read)
    {
        Assert.Throws<CorruptDataException>(read);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<CorruptDataException>(read);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostAllocated);
    }

    /// <summary>Every object has that length, those bytes at its beginning and its end, and zeros between.</summary>
    private sealed class ClaimingBackend(long lengthBytes, byte[] first, byte[] last) : IStorageBackend
    {
        public ValueTask<int> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken)
        {
            int count = (int)Math.Min(destination.Length, lengthBytes - offset);
            Span<byte> read = destination.Span[..count];
            read.Clear();
            if (offset == 0)
            {
                first.AsSpan(0, Math.Min(first.Length, count)).CopyTo(read);
            }

            if (offset + count == lengthBytes && count >= last.Length)
            {
                last.CopyTo(read[^last.Length..]);
            }

            return ValueTask.FromResult(count);
        }

        public ValueTask<long?> GetLengthAsync(string name, CancellationToken cancellationToken) => ValueTask.FromResult<long?>(lengthBytes);

        public ValueTask<bool> CreateIfAbsentAsync(string name, ReadOnlySequence<byte> content, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask DeleteAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
