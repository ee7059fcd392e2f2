using FsCheck;
using FsCheck.Xunit;

namespace Hoody.Hashing.Tests.Blake3;

/// <summary>Extendable output: any length from any offset is a slice of one endless output.</summary>
public class Blake3OutputTests
{
    [Property]
    public bool Output_from_any_offset_agrees_with_an_independent_implementation(
        ushort offset, ushort length, ushort inputLength, byte mode)
    {
        InputMode inputMode = InputModes.All[mode % InputModes.All.Length];
        ReadOnlySpan<byte> input = OfficialInput.Take(inputLength);
        using Blake3Hasher hasher = inputMode.NewHasher();
        hasher.Append(input);
        byte[] output = new byte[length % 1000];
        hasher.Finish(output, offset);

        byte[] whole = OfficialInput.Independent(inputMode, input, offset + output.Length);
        return output.AsSpan().SequenceEqual(whole.AsSpan(offset));
    }

    [Property]
    public bool A_seek_gives_a_slice_of_the_longer_output(PositiveInt seed, ushort length, ushort skip, ushort inputLength)
    {
        ulong offset = Math.Min(Anywhere(seed), ulong.MaxValue - length);
        using Blake3Hasher hasher = new();
        hasher.Append(OfficialInput.Take(inputLength));
        byte[] longer = new byte[length];
        hasher.Finish(longer, offset);

        int start = Math.Min(skip, length);
        byte[] slice = new byte[length - start];
        hasher.Finish(slice, offset + (ulong)start);
        return slice.AsSpan().SequenceEqual(longer.AsSpan(start));
    }

    [Property]
    public bool Anywhere_in_2_to_the_64_bytes_the_output_is_that_of_the_paper(PositiveInt seed, byte length, byte inputLength)
    {
        ulong offset = Math.Min(Anywhere(seed), ulong.MaxValue - length);
        ReadOnlySpan<byte> input = OfficialInput.Take(inputLength % 65);
        using Blake3Hasher hasher = new();
        hasher.Append(input);
        byte[] output = new byte[length];
        hasher.Finish(output, offset);
        return output.AsSpan().SequenceEqual(OutputModel.Output(input, offset, length));
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData((1UL << 32) - 100)]
    [InlineData((1UL << 38) - 100)]
    [InlineData((1UL << 63) - 100)]
    [InlineData(ulong.MaxValue - 200)]
    [InlineData(ulong.MaxValue - 129)]
    public void Where_a_counter_carries_and_at_the_very_end_the_output_is_that_of_the_paper(ulong offset)
    {
        using Blake3Hasher hasher = new();
        hasher.Append(OfficialInput.Take(50));
        byte[] output = new byte[129];
        hasher.Finish(output, offset);
        Assert.Equal(OutputModel.Output(OfficialInput.Take(50), offset, output.Length), output);
    }

    [Fact]
    public void The_model_agrees_with_an_independent_implementation() =>
        Assert.Equal(
            OfficialInput.Independent(InputMode.Hash, OfficialInput.Take(50), 1000), OutputModel.Output(OfficialInput.Take(50), 0, 1000));

    [Fact]
    public void The_first_32_bytes_of_output_are_the_digest()
    {
        byte[] output = new byte[77];
        foreach (InputMode mode in InputModes.All)
        {
            using Blake3Hasher hasher = mode.NewHasher();
            hasher.Append(OfficialInput.Take(3000));
            hasher.Finish(output);
            Assert.Equal(hasher.Finish(), new Blake3Digest(output.AsSpan(0, 32)));
        }
    }

    [Fact]
    public void Output_beyond_the_last_byte_of_2_to_the_64_is_refused_untouched()
    {
        byte[] output = new byte[2];
        Assert.Throws<ArgumentOutOfRangeException>("offset", () => new Blake3Hasher().Finish(output, ulong.MaxValue - 1));
        Assert.Equal(new byte[2], output);
        new Blake3Hasher().Finish(output, ulong.MaxValue - 2);
        new Blake3Hasher().Finish([], ulong.MaxValue);
        Assert.NotEqual(new byte[2], output);
    }

    // All 64 bits: FsCheck's own numbers stay small.
    private static ulong Anywhere(PositiveInt seed) => (ulong)new Random(seed.Get).NextInt64(long.MinValue, long.MaxValue);
}
