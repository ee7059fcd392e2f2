using System.Buffers;
using System.Text;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Tests.Collection;
using Hoody.Hashing;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests.Verification;

public sealed class QuarantineRecordTests
{
    private static readonly Blake3Digest s_pack = Blake3Digest.Parse(string.Concat(Enumerable.Repeat("ab", 32)));

    // Written by other code: python and b3sum.
    private static readonly byte[] s_golden =
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "verification-v1", "quarantine", s_pack.ToString()));

    [Fact]
    public async Task A_record_of_version_1_is_read_and_written()
    {
        QuarantineRecord record = await ReadAsync(s_golden);
        Assert.Equal(new QuarantineRecord(s_pack, "2 blobs are damaged; the first: the CRC-32 of its bytes does not match"), record);
        Assert.Equal(s_golden, record.Encode());
    }

    [Fact]
    public async Task A_reason_of_any_length_and_letters_fits()
    {
        QuarantineRecord record = await ReadAsync(new QuarantineRecord(s_pack, "…\n" + new string('x', 5000)).Encode());
        Assert.Equal("??" + new string('x', 998), record.Reason);
    }

    [Fact]
    public async Task A_record_with_any_bit_flipped_is_refused()
    {
        for (int bit = 0; bit < s_golden.Length * 8; bit++)
        {
            byte[] damaged = [.. s_golden];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            ChunkStoreException error = await Assert.ThrowsAnyAsync<ChunkStoreException>(() => ReadAsync(damaged));
            Assert.True(error is CorruptDataException or UnsupportedFormatException);
        }
    }

    [Fact]
    public async Task A_damaged_record_still_quarantines_the_pack_that_its_name_tells()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("web", 1);
        string pack = Path.GetFileName((await garbage.PacksAsync())[0]);
        byte[] hostile = Encoding.ASCII.GetBytes("hoody-quarantine 1\n" + new string('x', 100_000));
        await garbage.Memory.CreateIfAbsentAsync($"quarantine/{pack}", new ReadOnlySequence<byte>(hostile), default);
        await using BlobStore store = await garbage.Memory.OpenAsync();
        Assert.True(Assert.Single(store.DamagedPacks).IsQuarantined);
        Assert.Contains("longer than 4096 bytes", store.DamagedPacks[0].Reason, StringComparison.Ordinal);
        await garbage.AssertIntactAsync();
    }

    private static async Task<QuarantineRecord> ReadAsync(byte[] content)
    {
        MemoryBackend backend = await BackendContent.ToBackendAsync([new(QuarantineRecord.NameOf(s_pack), content)]);
        return await QuarantineRecord.ReadAsync(backend, s_pack, default);
    }
}
