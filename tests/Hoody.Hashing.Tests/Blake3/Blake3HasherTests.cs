using FsCheck;
using FsCheck.Xunit;

namespace Hoody.Hashing.Tests.Blake3;

public class Blake3HasherTests
{
    [Property]
    public bool The_digest_does_not_depend_on_how_the_input_is_split(PositiveInt seed, NonNegativeInt scale)
    {
        Random random = new(seed.Get);
        ReadOnlySpan<byte> input = OfficialInput.Take(random.Next(scale.Get * 5000 % 600_000 + 1));
        Blake3Hasher hasher = new();
        int offset = 0;
        while (offset < input.Length)
        {
            int length = Math.Min(input.Length - offset, random.Next(4) == 0 ? random.Next(200_000) : random.Next(1500));
            hasher.Append(input.Slice(offset, length));
            offset += length;
        }

        return hasher.Finish() == Blake3Hasher.Hash(input);
    }

    [Fact]
    public void A_split_at_any_place_near_a_leafs_end_changes_nothing()
    {
        ReadOnlySpan<byte> input = OfficialInput.Take(4 * 1024 + 1);
        Blake3Digest expected = Blake3Hasher.Hash(input);
        Blake3Hasher hasher = new();
        foreach (int split in new[] { 0, 1, 63, 64, 65, 1023, 1024, 1025, 2047, 2048, 2049, 4095, 4096, 4097 })
        {
            hasher.Reset();
            hasher.Append(input[..split]);
            hasher.Append([]);
            hasher.Append(input[split..]);
            Assert.Equal(expected, hasher.Finish());
        }
    }

    [Fact]
    public void Finishing_leaves_the_hasher_as_it_was()
    {
        Blake3Hasher hasher = new();
        for (int length = 0; length < 9000; length += 700)
        {
            Assert.Equal(Blake3Hasher.Hash(OfficialInput.Take(length)), hasher.Finish());
            hasher.Append(OfficialInput.Take(length + 700)[length..]);
        }
    }

    [Fact]
    public void A_reset_hasher_keeps_its_mode_and_key()
    {
        Blake3Hasher keyed = Blake3Hasher.CreateKeyed(OfficialInput.Key);
        Blake3Hasher derived = Blake3Hasher.CreateDeriveKey(OfficialInput.Context);
        keyed.Append(OfficialInput.Take(5000));
        derived.Append(OfficialInput.Take(5000));
        keyed.Reset();
        derived.Reset();
        keyed.Append(OfficialInput.Take(77));
        derived.Append(OfficialInput.Take(77));

        Assert.Equal(Blake3Hasher.HashKeyed(OfficialInput.Key, OfficialInput.Take(77)), keyed.Finish());
        Assert.Equal(Blake3Hasher.DeriveKey(OfficialInput.Context, OfficialInput.Take(77)), derived.Finish());
    }

    [Property]
    public bool Output_may_start_anywhere(ushort offset, ushort length, ushort inputLength)
    {
        ReadOnlySpan<byte> input = OfficialInput.Take(inputLength);
        Blake3Hasher hasher = new();
        hasher.Append(input);
        byte[] output = new byte[length % 1000];
        hasher.Finish(output, offset);

        byte[] whole = OfficialInput.IndependentHash(input, offset + output.Length);
        return output.AsSpan().SequenceEqual(whole.AsSpan(offset));
    }

    [Fact]
    public void Keyed_and_derived_output_is_extendable_too()
    {
        Blake3Hasher keyed = Blake3Hasher.CreateKeyed(OfficialInput.Key);
        Blake3Hasher derived = Blake3Hasher.CreateDeriveKey(OfficialInput.Context);
        keyed.Append(OfficialInput.Take(3000));
        derived.Append(OfficialInput.Take(3000));
        byte[] keyedOutput = new byte[131];
        byte[] derivedOutput = new byte[131];
        keyed.Finish(keyedOutput);
        derived.Finish(derivedOutput);

        Assert.Equal(OfficialInput.IndependentKeyed(OfficialInput.Take(3000), 131), keyedOutput);
        Assert.Equal(OfficialInput.IndependentDeriveKey(OfficialInput.Take(3000), 131), derivedOutput);
    }

    [Fact]
    public void Output_far_out_uses_all_64_bits_of_the_position()
    {
        Blake3Hasher hasher = new();
        byte[] low = new byte[64];
        byte[] high = new byte[64];
        byte[] joined = new byte[128];
        ulong offset = 1UL << 38;
        hasher.Finish(low, offset - 64);
        hasher.Finish(high, offset);
        hasher.Finish(joined, offset - 64);

        Assert.Equal([.. low, .. high], joined);
        byte[] wrapped = new byte[64];
        hasher.Finish(wrapped, 0);
        Assert.NotEqual(wrapped, high);
    }

    [Fact]
    public void Output_beyond_the_last_byte_of_2_to_the_64_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>("offset", () => new Blake3Hasher().Finish(new byte[2], ulong.MaxValue - 1));

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void A_key_of_any_length_but_32_is_refused(int length)
    {
        byte[] key = new byte[length];
        Assert.Throws<ArgumentException>("key", () => Blake3Hasher.CreateKeyed(key));
        Assert.Throws<ArgumentException>("key", () => Blake3Hasher.HashKeyed(key, []));
    }

    [Fact]
    public void A_missing_context_is_refused()
    {
        Assert.Throws<ArgumentNullException>("context", () => Blake3Hasher.CreateDeriveKey(null!));
        Assert.Throws<ArgumentNullException>("context", () => Blake3Hasher.DeriveKey(null!, []));
    }
}
