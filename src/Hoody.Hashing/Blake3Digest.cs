using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Hoody.Hashing;

/// <summary>A 256-bit BLAKE3 digest, held as a value: parse it, format it, compare it, use it as a key.</summary>
/// <remarks>Equality takes the same time wherever two digests differ; ordering is by bytes and does not.</remarks>
public readonly struct Blake3Digest
    : IEquatable<Blake3Digest>, IComparable<Blake3Digest>, ISpanFormattable, IUtf8SpanFormattable, ISpanParsable<Blake3Digest>,
        IUtf8SpanParsable<Blake3Digest>
{
    /// <summary>The length of a digest: 32 bytes.</summary>
    public const int LengthBytes = 32;

    private const int HexLength = LengthBytes * 2;

    private readonly Storage _bytes;

    /// <summary>Copies a digest from its 32 bytes.</summary>
    /// <exception cref="ArgumentException"><paramref name="bytes"/> is not exactly 32 bytes long.</exception>
    public Blake3Digest(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != LengthBytes)
        {
            throw new ArgumentException($"A BLAKE3 digest is {LengthBytes} bytes, not {bytes.Length}.", nameof(bytes));
        }

        bytes.CopyTo(MemoryMarshal.AsBytes(new Span<Storage>(ref _bytes)));
    }

    private ReadOnlySpan<byte> Bytes
    {
        [UnscopedRef]
        get => MemoryMarshal.AsBytes(new ReadOnlySpan<Storage>(in _bytes));
    }

    /// <summary>Whether two digests are equal, in constant time.</summary>
    public static bool operator ==(Blake3Digest left, Blake3Digest right) => left.Equals(right);

    /// <summary>Whether two digests differ, in constant time.</summary>
    public static bool operator !=(Blake3Digest left, Blake3Digest right) => !left.Equals(right);

    /// <summary>Whether <paramref name="left"/> sorts before <paramref name="right"/>, byte by byte.</summary>
    public static bool operator <(Blake3Digest left, Blake3Digest right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> sorts after <paramref name="right"/>, byte by byte.</summary>
    public static bool operator >(Blake3Digest left, Blake3Digest right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> sorts before or with <paramref name="right"/>, byte by byte.</summary>
    public static bool operator <=(Blake3Digest left, Blake3Digest right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> sorts after or with <paramref name="right"/>, byte by byte.</summary>
    public static bool operator >=(Blake3Digest left, Blake3Digest right) => left.CompareTo(right) >= 0;

    /// <summary>Reads a digest from its 64 hexadecimal digits, of either case.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="s"/> is null.</exception>
    /// <exception cref="FormatException">The text is anything but 64 hexadecimal digits.</exception>
    public static Blake3Digest Parse(string s)
    {
        ArgumentNullException.ThrowIfNull(s);
        return Parse(s.AsSpan());
    }

    /// <inheritdoc cref="Parse(string)"/>
    public static Blake3Digest Parse(ReadOnlySpan<char> s) =>
        TryParse(s, out Blake3Digest result)
            ? result
            : throw NotADigest(s.Length);

    /// <summary>Reads a digest from its 64 hexadecimal digits in UTF-8, of either case.</summary>
    /// <exception cref="FormatException">The text is anything but 64 hexadecimal digits.</exception>
    public static Blake3Digest Parse(ReadOnlySpan<byte> utf8Text) =>
        TryParse(utf8Text, out Blake3Digest result)
            ? result
            : throw NotADigest(utf8Text.Length);

    /// <summary>Reads a digest from 64 hexadecimal digits of either case; false when the text is anything else.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, out Blake3Digest result) => TryParse(s.AsSpan(), out result);

    /// <inheritdoc cref="TryParse(string, out Blake3Digest)"/>
    public static bool TryParse(ReadOnlySpan<char> s, out Blake3Digest result)
    {
        Span<byte> bytes = stackalloc byte[LengthBytes];
        bool isDigest = s.Length == HexLength
            && Convert.FromHexString(s, bytes, out _, out _) == OperationStatus.Done;
        result = isDigest ? new Blake3Digest(bytes) : default;
        return isDigest;
    }

    /// <summary>Reads a digest from 64 hexadecimal digits in UTF-8, of either case; false when the text is anything else.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8Text, out Blake3Digest result)
    {
        Span<byte> bytes = stackalloc byte[LengthBytes];
        bool isDigest = utf8Text.Length == HexLength
            && Convert.FromHexString(utf8Text, bytes, out _, out _) == OperationStatus.Done;
        result = isDigest ? new Blake3Digest(bytes) : default;
        return isDigest;
    }

    static Blake3Digest IParsable<Blake3Digest>.Parse(string s, IFormatProvider? provider) => Parse(s);

    static Blake3Digest ISpanParsable<Blake3Digest>.Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => Parse(s);

    static bool IParsable<Blake3Digest>.TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Blake3Digest result) =>
        TryParse(s, out result);

    static bool ISpanParsable<Blake3Digest>.TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Blake3Digest result) =>
        TryParse(s, out result);

    static Blake3Digest IUtf8SpanParsable<Blake3Digest>.Parse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider) => Parse(utf8Text);

    static bool IUtf8SpanParsable<Blake3Digest>.TryParse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider, out Blake3Digest result) =>
        TryParse(utf8Text, out result);

    /// <summary>Copies the 32 bytes to the start of <paramref name="destination"/>.</summary>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is shorter than 32 bytes.</exception>
    public void CopyTo(Span<byte> destination)
    {
        if (destination.Length < LengthBytes)
        {
            throw new ArgumentException($"A BLAKE3 digest needs {LengthBytes} bytes; there are {destination.Length}.", nameof(destination));
        }

        Bytes.CopyTo(destination);
    }

    /// <summary>Whether two digests are equal, in constant time.</summary>
    public bool Equals(Blake3Digest other) => CryptographicOperations.FixedTimeEquals(Bytes, other.Bytes);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Blake3Digest other && Equals(other);

    /// <inheritdoc/>
    // The bytes are already evenly spread: any four of them are a good hash code.
    public override int GetHashCode() => MemoryMarshal.Read<int>(Bytes);

    /// <summary>Compares two digests byte by byte, the order in which their hexadecimal texts sort.</summary>
    public int CompareTo(Blake3Digest other) => Bytes.SequenceCompareTo(other.Bytes);

    /// <summary>The digest as 64 lower-case hexadecimal digits, as <c>b3sum</c> prints it.</summary>
    public override string ToString() => Convert.ToHexStringLower(Bytes);

    /// <summary>The digest as 64 hexadecimal digits.</summary>
    /// <param name="format">Null, empty or <c>x</c> for lower case, <c>X</c> for upper case.</param>
    /// <param name="formatProvider">Not used.</param>
    /// <exception cref="FormatException">Any other format.</exception>
    public string ToString(string? format, IFormatProvider? formatProvider) =>
        IsUpperCase(format) ? Convert.ToHexString(Bytes) : Convert.ToHexStringLower(Bytes);

    /// <inheritdoc/>
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        IsUpperCase(format)
            ? Convert.TryToHexString(Bytes, destination, out charsWritten)
            : Convert.TryToHexStringLower(Bytes, destination, out charsWritten);

    /// <inheritdoc/>
    public bool TryFormat(
        Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        IsUpperCase(format)
            ? Convert.TryToHexString(Bytes, utf8Destination, out bytesWritten)
            : Convert.TryToHexStringLower(Bytes, utf8Destination, out bytesWritten);

    private static FormatException NotADigest(int length) =>
        new($"A BLAKE3 digest is {HexLength} hexadecimal digits; the text is not (length {length}).");

    private static bool IsUpperCase(ReadOnlySpan<char> format) => format switch
    {
        "" or "x" => false,
        "X" => true,
        _ => throw new FormatException($"A BLAKE3 digest formats as \"x\" or \"X\", not \"{format}\"."),
    };

    [InlineArray(LengthBytes)]
    private struct Storage
    {
        private byte _first;
    }
}
