using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Leases;

namespace Hoody.ChunkStore.Tests.Leases;

public sealed class LeaseRecordTests
{
    private static readonly Guid s_lease = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff");
    private static readonly BlobId s_snapshot = BlobId.Compute(BlobKind.Snapshot, "hello"u8);

    // The files of the golden folder were written by other code: python and b3sum.
    private static readonly LeaseRecord[] s_records =
    [
        new(s_lease, 0, LeaseEvent.Begin, Epoch: 41),
        new(s_lease, 1, LeaseEvent.Commit, Commit: new LeaseCommit("production/web", 13, s_snapshot)),
        new(s_lease, 2, LeaseEvent.Commit, Commit: new LeaseCommit("old/web", 2, null)),
        new(s_lease, 3, LeaseEvent.Alive),
        new(s_lease, 4, LeaseEvent.Revoked),
    ];

    [Fact]
    public async Task Records_of_version_1_are_read_and_written()
    {
        foreach (LeaseRecord record in s_records)
        {
            byte[] golden = Golden(record.Number);
            Assert.Equal(golden, record.Encode());
            Assert.Equal(record, await ReadAsync(golden, record.Number));
        }
    }

    [Fact]
    public async Task A_record_with_any_bit_flipped_or_any_length_is_refused()
    {
        byte[] golden = Golden(1);
        for (int bit = 0; bit < golden.Length * 8; bit++)
        {
            byte[] damaged = [.. golden];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            await AssertRefusedAsync(damaged, 1);
        }

        for (int length = 0; length < golden.Length; length++)
        {
            await AssertRefusedAsync(golden[..length], 1);
        }
    }

    [Fact]
    public async Task A_record_under_another_number_is_refused()
    {
        await AssertRefusedAsync(Golden(1), 2);
        await AssertRefusedAsync(Golden(0), 1);
        await AssertRefusedAsync(Golden(4), 0);
    }

    [Theory]
    [InlineData("leases/00112233445566778899aabbccddeeff")]
    [InlineData("leases/00112233445566778899aabbccddeeff.1")]
    [InlineData("leases/00112233445566778899AABBCCDDEEFF.0000000001")]
    [InlineData("leases/00112233445566778899aabbccddeeff.000000000x")]
    [InlineData("leases/0011.0000000001")]
    public void A_foreign_name_is_refused(string name) => Assert.Throws<CorruptDataException>(() => LeaseName.Parse(name));

    private static byte[] Golden(int number) => File.ReadAllBytes(
        Path.Combine(AppContext.BaseDirectory, "Golden", "collection-v1", "leases", Path.GetFileName(LeaseName.Of(s_lease, number))));

    private static async Task<LeaseRecord> ReadAsync(byte[] content, int number)
    {
        MemoryBackend backend = new();
        await backend.CreateIfAbsentAsync(LeaseName.Of(s_lease, number), new(content), default);
        return await LeaseRecord.ReadAsync(backend, s_lease, number, default);
    }

    private static async Task AssertRefusedAsync(byte[] content, int number)
    {
        Exception? got = await Record.ExceptionAsync(() => ReadAsync(content, number));
        Assert.True(got is CorruptDataException or UnsupportedFormatException, got?.ToString() ?? "accepted");
    }
}
