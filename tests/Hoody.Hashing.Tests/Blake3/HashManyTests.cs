using System.Runtime.InteropServices;
using FsCheck;
using FsCheck.Xunit;

namespace Hoody.Hashing.Tests.Blake3;

public class HashManyTests
{
    private static readonly ByteRange[] TwoInputs = [new(0, 10), new(10, 54)];

    [Fact]
    public void Every_length_up_to_nine_leaves_hashes_as_on_its_own()
    {
        ByteRange[] inputs = [.. Enumerable.Range(0, (9 * 1024) + 2).Select(length => new ByteRange(length % 251, length))];
        AssertEachAsOnItsOwn(OfficialInput.Take(20_000), inputs);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(1025)]
    [InlineData(4096)]
    [InlineData(16_384)]
    [InlineData(65_536)]
    [InlineData(131_072)]
    [InlineData(131_073)]
    [InlineData(300_000)]
    public void Any_number_of_inputs_of_one_length_hash_as_on_their_own(int length)
    {
        for (int count = 0; count <= 40; count++)
        {
            AssertEachAsOnItsOwn(OfficialInput.Take(length + 40), [.. Enumerable.Range(0, count).Select(start => new ByteRange(start, length))]);
        }
    }

    [Property(MaxTest = 200)]
    public void Inputs_of_any_lengths_in_any_order_hash_as_on_their_own(PositiveInt seed)
    {
        Random random = new(seed.Get);
        int most = 1 << random.Next(1, 19);
        ByteRange[] inputs = new ByteRange[random.Next(100)];
        for (int i = 0; i < inputs.Length; i++)
        {
            int length = random.Next(most);
            inputs[i] = new ByteRange(random.Next(600_000 - length), length);
        }

        AssertEachAsOnItsOwn(OfficialInput.Take(600_000), inputs);
    }

    [Fact]
    public void Inputs_at_the_very_ends_of_a_buffer_are_hashed_whole()
    {
        ReadOnlySpan<byte> all = OfficialInput.Take(5000);
        for (int length = 0; length < 2100; length++)
        {
            byte[] exact = all[..length].ToArray();
            Blake3Digest[] digests = new Blake3Digest[2];
            Blake3Hasher.HashMany(exact, [new(0, length), new(length, 0)], digests);
            Assert.Equal(Blake3Hasher.Hash(exact), digests[0]);
            Assert.Equal(Blake3Hasher.Hash([]), digests[1]);
        }
    }

    [Fact]
    public void Room_beyond_the_last_input_stays_as_it_is()
    {
        Blake3Digest[] digests = new Blake3Digest[3];
        Blake3Hasher.HashMany(OfficialInput.Take(64), TwoInputs, digests);
        Assert.Equal(default, digests[2]);
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        ByteRange[] inputs = [.. Enumerable.Range(0, 64).Select(i => new ByteRange(i, i * 100))];
        Blake3Digest[] digests = new Blake3Digest[64];
        byte[] buffer = OfficialInput.Take(10_000).ToArray();
        Assert.Equal(0, Allocations.LeastBytes(() => Blake3Hasher.HashMany(buffer, inputs, digests)));
        Assert.Equal(0, Allocations.LeastBytes(() => Blake3Hasher.HashManyKeyed(OfficialInput.Key, buffer, inputs, digests)));
        Assert.Equal(0, Allocations.LeastBytes(() => Blake3Hasher.DeriveKeyMany(OfficialInput.Context, buffer, inputs, digests)));
    }

    [Theory]
    [InlineData(-1, 5)]
    [InlineData(0, -1)]
    [InlineData(0, 65)]
    [InlineData(64, 1)]
    [InlineData(65, 0)]
    [InlineData(int.MaxValue, 1)]
    [InlineData(1, int.MaxValue)]
    [InlineData(int.MinValue, int.MinValue)]
    public void An_input_outside_the_buffer_is_refused_before_anything_is_written(int offset, int length)
    {
        Blake3Digest[] digests = new Blake3Digest[2];
        ByteRange[] inputs = [new(0, 10), new(offset, length)];
        ArgumentOutOfRangeException exception = Assert.Throws<ArgumentOutOfRangeException>(
            nameof(inputs), () => Blake3Hasher.HashMany(new byte[64], inputs, digests));
        Assert.Contains("Input 1 ", exception.Message, StringComparison.Ordinal);
        Assert.Equal(default, digests[0]);
    }

    [Fact]
    public void Too_little_room_for_digests_is_refused() =>
        Assert.Throws<ArgumentException>("digests", () => Blake3Hasher.HashMany(new byte[64], TwoInputs, new Blake3Digest[1]));

    [Fact]
    public void Digests_over_the_bytes_to_hash_are_refused()
    {
        Blake3Digest[] both = new Blake3Digest[4];
        Assert.Throws<ArgumentException>("digests", () => Blake3Hasher.HashMany(MemoryMarshal.AsBytes(both.AsSpan()), TwoInputs, both.AsSpan(2)));
    }

    [Fact]
    public void Digests_over_the_list_of_inputs_are_refused()
    {
        ByteRange[] inputs = new ByteRange[16];
        Assert.Throws<ArgumentException>(
            "digests", () => Blake3Hasher.HashMany(new byte[64], inputs.AsSpan(0, 2), MemoryMarshal.Cast<ByteRange, Blake3Digest>(inputs.AsSpan())));
    }

    [Fact]
    public void Digests_over_the_key_are_refused()
    {
        Blake3Digest[] both = new Blake3Digest[2];
        Assert.Throws<ArgumentException>(
            "digests", () => Blake3Hasher.HashManyKeyed(MemoryMarshal.AsBytes(both.AsSpan(1)), new byte[64], TwoInputs, both));
        Assert.All(both, digest => Assert.Equal(default, digest));
    }

    [Fact]
    public void Digests_beside_the_bytes_to_hash_are_welcome()
    {
        Blake3Digest[] both = new Blake3Digest[4];
        Blake3Hasher.HashMany(MemoryMarshal.AsBytes(both.AsSpan(0, 2)), TwoInputs, both.AsSpan(2));
        Assert.Equal(Blake3Hasher.Hash(new byte[10]), both[2]);
    }

    [Fact]
    public void More_digests_than_2_GiB_are_compared_with_the_buffer_too()
    {
        // As many as no array of bytes has room for. Nothing but the first place exists: all is refused before any is looked at.
        const int Count = (1 << 26) + 1;
        Blake3Digest[] first = new Blake3Digest[1];
        ByteRange[] input = new ByteRange[1];
        Assert.Throws<ArgumentException>("digests", () => Blake3Hasher.HashMany(
            MemoryMarshal.AsBytes(first.AsSpan()),
            MemoryMarshal.CreateReadOnlySpan(ref input[0], Count),
            MemoryMarshal.CreateSpan(ref first[0], Count)));
    }

    [Fact]
    public void A_key_of_the_wrong_length_is_refused() =>
        Assert.Throws<ArgumentException>("key", () => Blake3Hasher.HashManyKeyed(new byte[31], new byte[64], TwoInputs, new Blake3Digest[2]));

    [Fact]
    public void A_missing_context_is_refused() =>
        Assert.Throws<ArgumentNullException>("context", () => Blake3Hasher.DeriveKeyMany(null!, new byte[64], TwoInputs, new Blake3Digest[2]));

    private static void AssertEachAsOnItsOwn(ReadOnlySpan<byte> buffer, ByteRange[] inputs)
    {
        Blake3Digest[] plain = new Blake3Digest[inputs.Length], keyed = new Blake3Digest[inputs.Length], derived = new Blake3Digest[inputs.Length];
        Blake3Hasher.HashMany(buffer, inputs, plain);
        Blake3Hasher.HashManyKeyed(OfficialInput.Key, buffer, inputs, keyed);
        Blake3Hasher.DeriveKeyMany(OfficialInput.Context, buffer, inputs, derived);
        for (int i = 0; i < inputs.Length; i++)
        {
            ReadOnlySpan<byte> input = buffer.Slice(inputs[i].Offset, inputs[i].Length);
            Assert.Equal(Blake3Hasher.Hash(input), plain[i]);
            Assert.Equal(Blake3Hasher.HashKeyed(OfficialInput.Key, input), keyed[i]);
            Assert.Equal(Blake3Hasher.DeriveKey(OfficialInput.Context, input), derived[i]);
        }
    }
}
