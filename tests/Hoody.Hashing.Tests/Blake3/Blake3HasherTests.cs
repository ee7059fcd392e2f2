using System.Text;
using FsCheck;
using FsCheck.Xunit;
using Org.BouncyCastle.Crypto.Parameters;
using IndependentDigest = Org.BouncyCastle.Crypto.Digests.Blake3Digest;

namespace Hoody.Hashing.Tests.Blake3;

public class Blake3HasherTests
{
    [Property]
    public bool The_digest_does_not_depend_on_how_the_input_is_split(PositiveInt seed, NonNegativeInt scale, byte mode)
    {
        InputMode inputMode = InputModes.All[mode % InputModes.All.Length];
        Random random = new(seed.Get);
        ReadOnlySpan<byte> input = OfficialInput.Take(random.Next(scale.Get * 5000 % 600_000 + 1));
        using Blake3Hasher hasher = inputMode.NewHasher();
        int offset = 0;
        while (offset < input.Length)
        {
            int length = Math.Min(input.Length - offset, random.Next(4) == 0 ? random.Next(200_000) : random.Next(1500));
            hasher.Append(input.Slice(offset, length));
            offset += length;
        }

        return hasher.Finish() == inputMode.Digest(input);
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

    [Theory]
    [InlineData(0)]
    [InlineData(169)]
    [InlineData(170)]
    [InlineData(5000)]
    public void A_context_may_be_of_any_length(int length)
    {
        // Three bytes of UTF-8 each.
        string context = new('\u2192', length);
        IndependentDigest independent = new();
        independent.Init(Blake3Parameters.Context(Encoding.UTF8.GetBytes(context)));
        independent.BlockUpdate([1, 2, 3]);
        byte[] expected = new byte[Blake3Digest.LengthBytes];
        independent.OutputFinal(expected);
        Assert.Equal(new Blake3Digest(expected), Blake3Hasher.DeriveKey(context, [1, 2, 3]));
    }

    [Fact]
    public void A_context_with_half_of_a_surrogate_pair_is_refused()
    {
        // Not as attributes' arguments: there the halves would be replaced.
        foreach ((string context, int index) in new[] { ("\uD83D", 0), ("\uDE00", 0), ("two \uD83D\uDE00 halves \uDE00", 14), ("a\uD83Db", 1) })
        {
            string message = Assert.Throws<ArgumentException>(nameof(context), () => Blake3Hasher.DeriveKey(context, [])).Message;
            Assert.Contains($"index {index} ", message, StringComparison.Ordinal);
            Assert.Throws<ArgumentException>(nameof(context), () => Blake3Hasher.CreateDeriveKey(context));
            Assert.Throws<ArgumentException>(nameof(context), () => Blake3Hasher.DeriveKeyMany(context, [], [], []));
        }
    }

    [Fact]
    public void A_missing_context_is_refused()
    {
        Assert.Throws<ArgumentNullException>("context", () => Blake3Hasher.CreateDeriveKey(null!));
        Assert.Throws<ArgumentNullException>("context", () => Blake3Hasher.DeriveKey(null!, []));
    }
}
