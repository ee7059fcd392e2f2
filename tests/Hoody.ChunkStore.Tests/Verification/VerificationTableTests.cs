using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Verification;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Tests.Verification;

public sealed class VerificationTableTests
{
    // Written by other code: python and b3sum.
    private static readonly byte[] s_golden =
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "verification-v1", "verification", "0000000000000000012"));

    [Fact]
    public void A_table_of_version_1_is_read_and_written()
    {
        Dictionary<Blake3Digest, VerifiedTimes> packs = VerificationTable.Decode(s_golden, "table");
        Assert.Equal(
            [
                (Filled(1), new VerifiedTimes(1764000000, 1764000000, 0)),
                (Filled(2), new VerifiedTimes(1764000100, 1764000100, 1764000100)),
                (Filled(255), new VerifiedTimes(4294967295, 1, 0)),
            ],
            packs.Select(pack => (pack.Key, pack.Value)));
        Assert.Equal(s_golden, VerificationTable.Encode(packs));
    }

    [Fact]
    public void A_table_with_any_bit_flipped_or_any_length_is_refused()
    {
        for (int bit = 0; bit < s_golden.Length * 8; bit++)
        {
            byte[] damaged = [.. s_golden];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            AssertRefused(damaged);
        }

        for (int length = 0; length < s_golden.Length; length++)
        {
            AssertRefused(s_golden[..length]);
        }

        AssertRefused([.. s_golden, 0]);
    }

    [Fact]
    public void A_later_version_is_refused_by_its_number()
    {
        byte[] later = [.. s_golden];
        later[3] = (byte)'2';
        Assert.Contains(
            "version 2", Assert.Throws<UnsupportedFormatException>(() => VerificationTable.Decode(later, "table")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    [InlineData(VerificationTable.MaxPacks + 1)]
    public void A_count_that_cannot_be_is_refused_before_anything_is_allocated(int count)
    {
        byte[] hostile = [.. s_golden];
        BinaryPrimitives.WriteInt32LittleEndian(hostile.AsSpan(4), count);
        long before = GC.GetAllocatedBytesForCurrentThread();
        AssertRefused(hostile);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public async Task A_table_longer_than_any_is_refused_unread()
    {
        CorruptDataException error = await Assert.ThrowsAsync<CorruptDataException>(() =>
            VerificationLog.ReadAsync(new EndlessBackend(), 1, default).AsTask());
        Assert.Contains("none has more than", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_too_many_packs_those_verified_longest_ago_are_left_out()
    {
        Dictionary<Blake3Digest, VerifiedTimes> packs = [];
        Span<byte> id = stackalloc byte[Blake3Digest.LengthBytes];
        id.Clear();
        for (int i = 0; i < VerificationTable.MaxPacks + 10; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(id, i);
            packs.Add(new Blake3Digest(id), new VerifiedTimes((uint)i + 1, 0, 0));
        }

        byte[] encoded = VerificationTable.Encode(packs);
        Assert.Equal(VerificationTable.MaxLengthBytes, encoded.Length);
        Assert.Equal(11u, VerificationTable.Decode(encoded, "table").Values.Min(times => times.Structure));
    }

    private static void AssertRefused(byte[] bytes)
    {
        ChunkStoreException error = Assert.ThrowsAny<ChunkStoreException>(() => VerificationTable.Decode(bytes, "table"));
        Assert.True(error is CorruptDataException or UnsupportedFormatException);
    }

    private static Blake3Digest Filled(byte value)
    {
        Span<byte> bytes = stackalloc byte[Blake3Digest.LengthBytes];
        bytes.Fill(value);
        return new Blake3Digest(bytes);
    }

    /// <summary>Says that every object is enormous, and fails the test when one is read.</summary>
    private sealed class EndlessBackend : IStorageBackend
    {
        public ValueTask<long?> GetLengthAsync(string name, CancellationToken cancellationToken) => ValueTask.FromResult<long?>(long.MaxValue);

        public ValueTask<int> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken) => throw Unexpected();

        public ValueTask<bool> CreateIfAbsentAsync(string name, ReadOnlySequence<byte> content, CancellationToken cancellationToken) => throw Unexpected();

        public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken) => throw Unexpected();

        public ValueTask DeleteAsync(string name, CancellationToken cancellationToken) => throw Unexpected();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private static InvalidOperationException Unexpected([CallerMemberName] string member = "") => new($"Nobody should call {member}.");
    }
}
