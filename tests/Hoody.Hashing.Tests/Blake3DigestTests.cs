using System.Text;
using FsCheck.Xunit;

namespace Hoody.Hashing.Tests;

public class Blake3DigestTests
{
    private const string Hex = "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262";

    [Fact]
    public void Text_is_read_and_written_as_64_lower_case_digits() => Assert.Equal(Hex, Blake3Digest.Parse(Hex).ToString());

    [Fact]
    public void Text_of_either_case_is_read() => Assert.Equal(Blake3Digest.Parse(Hex), Blake3Digest.Parse(Hex.ToUpperInvariant()));

    [Theory]
    [InlineData("")]
    [InlineData("af13")]
    [InlineData("af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f32620")]
    [InlineData("af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f326g")]
    [InlineData(" f1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262a")]
    [InlineData("af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f326 ")]
    [InlineData("af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262 ")]
    [InlineData("af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262\n")]
    [InlineData("af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f326")]
    [InlineData("0x1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262")]
    [InlineData("af1349b9f5f9a1a6a0404dea36dcc949\09bcb25c9adc112b7cc9a93cae41f326")]
    [InlineData("af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f326\uff12")]
    [InlineData("\uff41f1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262")]
    [InlineData("af1349b9-f5f9-a1a6-a040-4dea36dcc9499bcb25c9adc112b7cc9a93cae41f")]
    public void Text_that_is_not_64_digits_is_refused(string text)
    {
        Assert.False(Blake3Digest.TryParse(text, out Blake3Digest digest));
        Assert.Equal(default, digest);
        Assert.Throws<FormatException>(() => Blake3Digest.Parse(text));

        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        Assert.False(Blake3Digest.TryParse(utf8, out digest));
        Assert.Equal(default, digest);
        Assert.Throws<FormatException>(() => Blake3Digest.Parse(utf8));
    }

    [Fact]
    public void Generic_callers_read_text_too()
    {
        Blake3Digest expected = Blake3Digest.Parse(Hex);
        Assert.Equal(expected, ParseText<Blake3Digest>(Hex));
        Assert.Equal(expected, ParseUtf8<Blake3Digest>(Encoding.ASCII.GetBytes(Hex)));
    }

    [Fact]
    public void Missing_text_is_refused()
    {
        Assert.False(Blake3Digest.TryParse((string?)null, out _));
        Assert.Throws<ArgumentNullException>(() => Blake3Digest.Parse((string)null!));
    }

    [Theory]
    [InlineData(31)]
    [InlineData(33)]
    public void Bytes_that_are_not_32_are_refused(int length) =>
        Assert.Throws<ArgumentException>("bytes", () => new Blake3Digest(new byte[length]));

    [Fact]
    public void A_destination_shorter_than_32_bytes_is_refused_untouched()
    {
        byte[] destination = new byte[31];
        Assert.Throws<ArgumentException>("destination", () => Blake3Digest.Parse(Hex).CopyTo(destination));
        Assert.All(destination, value => Assert.Equal(0, value));
    }

    [Fact]
    public void Formatting_honours_case_and_refuses_other_formats()
    {
        Blake3Digest digest = Blake3Digest.Parse(Hex);
        Assert.Equal(Hex.ToUpperInvariant(), $"{digest:X}");
        Assert.Equal(Hex, $"{digest:x}");
        Assert.Equal(Hex, $"{digest}");
        Assert.Throws<FormatException>(() => digest.ToString("D", null));
    }

    [Fact]
    public void Formatting_into_a_span_needs_64_places()
    {
        Blake3Digest digest = Blake3Digest.Parse(Hex);
        Span<char> chars = stackalloc char[64];
        Span<byte> utf8 = stackalloc byte[64];
        Assert.True(digest.TryFormat(chars, out int charsWritten, default, null));
        Assert.True(digest.TryFormat(utf8, out int bytesWritten, default, null));
        Assert.Equal((64, 64), (charsWritten, bytesWritten));
        Assert.Equal(Hex, chars.ToString());
        Assert.Equal(Hex, Encoding.ASCII.GetString(utf8));
        Assert.False(digest.TryFormat(chars[..63], out charsWritten, default, null));
        Assert.False(digest.TryFormat(utf8[..63], out bytesWritten, default, null));
        Assert.Equal((0, 0), (charsWritten, bytesWritten));
    }

    [Property]
    public bool Order_is_the_order_of_the_hexadecimal_texts(byte[] left, byte[] right)
    {
        Blake3Digest a = Blake3Hasher.Hash(left);
        Blake3Digest b = Blake3Hasher.Hash(right);
        return Math.Sign(a.CompareTo(b)) == Math.Sign(string.CompareOrdinal(a.ToString(), b.ToString()))
            && (a < b) == (b > a) && (a <= b) == (b >= a) && (a == b) != (a != b);
    }

    [Fact]
    public void A_digest_is_equal_to_its_copy_only()
    {
        Blake3Digest digest = Blake3Digest.Parse(Hex);
        Span<byte> bytes = stackalloc byte[32];
        digest.CopyTo(bytes);
        Blake3Digest copy = new(bytes);
        Assert.True(digest.Equals((object)copy));
        Assert.Equal(digest.GetHashCode(), copy.GetHashCode());
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= 1;
            Assert.NotEqual(digest, new Blake3Digest(bytes));
            bytes[i] ^= 1;
        }
    }

    private static T ParseText<T>(string text)
        where T : ISpanParsable<T> =>
        T.TryParse(text.AsSpan(), null, out T? fromSpan) && T.TryParse(text, null, out T? fromText) && fromSpan.Equals(fromText)
            && fromSpan.Equals(T.Parse(text.AsSpan(), null))
            ? T.Parse(text, null)
            : throw new FormatException();

    private static T ParseUtf8<T>(ReadOnlySpan<byte> text)
        where T : IUtf8SpanParsable<T> =>
        T.TryParse(text, null, out T? result) && result.Equals(T.Parse(text, null)) ? result : throw new FormatException();
}
