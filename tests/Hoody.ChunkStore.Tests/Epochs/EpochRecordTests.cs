using Hoody.ChunkStore.Epochs;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Tests.Epochs;

public sealed class EpochRecordTests
{
    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "Golden", "collection-v1", "gc");

    // Written by other code: python and b3sum.
    [Theory]
    [InlineData(42, 2, "0101010101010101010101010101010101010101010101010101010101010101 0202020202020202020202020202020202020202020202020202020202020200 ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    [InlineData(43, 3, "0101010101010101010101010101010101010101010101010101010101010101")]
    [InlineData(44, 1, "")]
    public void Records_of_version_1_are_read_and_written(long epoch, byte phase, string packs)
    {
        byte[] golden = Golden(epoch);
        EpochRecord record = EpochRecord.Decode(golden, epoch);
        Assert.Equal((epoch, (EpochPhase)phase), (record.Epoch, record.Phase));
        Assert.Equal(packs.Split(' ', StringSplitOptions.RemoveEmptyEntries), record.Packs.Select(pack => pack.ToString()).Order());
        Assert.Equal(golden, new EpochRecord(epoch, (EpochPhase)phase, record.Packs.Reverse()).Encode());
    }

    [Fact]
    public void A_record_with_any_bit_flipped_or_any_length_is_refused()
    {
        byte[] golden = Golden(42);
        for (int bit = 0; bit < golden.Length * 8; bit++)
        {
            byte[] damaged = [.. golden];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            AssertRefused(damaged);
        }

        for (int length = 0; length < golden.Length; length++)
        {
            AssertRefused(golden[..length]);
        }

        AssertRefused([.. golden, 0]);
        Assert.Throws<CorruptDataException>(() => EpochRecord.Decode(golden, 43));
    }

    [Fact]
    public void Packs_out_of_order_or_there_twice_are_refused_though_the_hash_is_right()
    {
        byte[] golden = Golden(42);
        byte[] swapped = [.. golden[..20], .. golden[52..84], .. golden[20..52], .. golden[84..116]];
        byte[] doubled = [.. golden[..20], .. golden[20..52], .. golden[20..52], .. golden[84..116]];
        foreach (byte[] body in (byte[][])[swapped, doubled])
        {
            byte[] hash = new byte[Blake3Digest.LengthBytes];
            Blake3Hasher.Hash(body).CopyTo(hash);
            AssertRefused([.. body, .. hash]);
        }
    }

    [Fact]
    public void A_later_version_is_refused_by_its_number()
    {
        byte[] later = Golden(44);
        later[3] = (byte)'2';
        Assert.Contains("version 2", Assert.Throws<UnsupportedFormatException>(() => EpochRecord.Decode(later, 44)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gc/0000000000000000000")]
    [InlineData("gc/1")]
    [InlineData("gc/000000000000000000x")]
    [InlineData("gc/9999999999999999999")]
    [InlineData("gc/00000000000000000001")]
    public void A_foreign_name_is_refused(string name) => Assert.Throws<CorruptDataException>(() => EpochRecord.ParseName(name));

    private static byte[] Golden(long epoch) =>
        File.ReadAllBytes(Path.Combine(s_folder, Path.GetFileName(EpochRecord.NameOf(epoch))));

    private static void AssertRefused(byte[] bytes)
    {
        Exception? got = Record.Exception(() => EpochRecord.Decode(bytes, 42));
        Assert.True(got is CorruptDataException or UnsupportedFormatException, got?.ToString() ?? "accepted");
    }
}
