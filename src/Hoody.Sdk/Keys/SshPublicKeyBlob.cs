using System.Buffers.Binary;
using System.Text;

namespace Hoody.Sdk;

/// <summary>Checks the binary part of a public key: length-prefixed fields, the algorithm's name first (RFC 4251 section 5).</summary>
internal static class SshPublicKeyBlob
{
    public const int MinRsaBits = 2048;
    public const int MaxRsaBits = 16384;

    private const int Ed25519Length = 32;

    public static bool IsKnown(ReadOnlySpan<char> algorithm) => algorithm is
        "ssh-ed25519" or "ssh-rsa" or
        "ecdsa-sha2-nistp256" or "ecdsa-sha2-nistp384" or "ecdsa-sha2-nistp521" or
        "sk-ssh-ed25519@openssh.com" or "sk-ecdsa-sha2-nistp256@openssh.com";

    /// <summary>Gets null when the blob is one whole key of that algorithm, else what is wrong with it.</summary>
    public static string? Check(ReadOnlySpan<byte> blob, ReadOnlySpan<char> algorithm, out int keySizeBits)
    {
        keySizeBits = 0;
        if (!TryTakeField(ref blob, out ReadOnlySpan<byte> inner))
        {
            return "the key is cut short.";
        }

        if (!Ascii.Equals(inner, algorithm))
        {
            return "the line names one algorithm and the key inside names another.";
        }

        string? problem = algorithm switch
        {
            "ssh-ed25519" => CheckEd25519(ref blob, out keySizeBits),
            "sk-ssh-ed25519@openssh.com" => CheckEd25519(ref blob, out keySizeBits) ?? CheckApplication(ref blob),
            "ecdsa-sha2-nistp256" => CheckEcdsa(ref blob, 256, out keySizeBits),
            "ecdsa-sha2-nistp384" => CheckEcdsa(ref blob, 384, out keySizeBits),
            "ecdsa-sha2-nistp521" => CheckEcdsa(ref blob, 521, out keySizeBits),
            "sk-ecdsa-sha2-nistp256@openssh.com" => CheckEcdsa(ref blob, 256, out keySizeBits) ?? CheckApplication(ref blob),
            _ => CheckRsa(ref blob, out keySizeBits),
        };
        return problem ?? (blob.IsEmpty ? null : "there are bytes after the end of the key.");
    }

    private static string? CheckEd25519(ref ReadOnlySpan<byte> blob, out int bits)
    {
        bits = Ed25519Length * 8;
        return TryTakeField(ref blob, out ReadOnlySpan<byte> point) && point.Length == Ed25519Length
            ? null
            : $"an Ed25519 key has {Ed25519Length} bytes.";
    }

    private static string? CheckEcdsa(ref ReadOnlySpan<byte> blob, int curveBits, out int bits)
    {
        const byte Uncompressed = 4;
        bits = curveBits;
        int pointLength = 1 + (2 * ((curveBits + 7) / 8));
        if (!TryTakeField(ref blob, out ReadOnlySpan<byte> curve) || !Ascii.Equals(curve, $"nistp{curveBits}"))
        {
            return "the curve is not the one that the algorithm names.";
        }

        return TryTakeField(ref blob, out ReadOnlySpan<byte> point) && point.Length == pointLength && point[0] == Uncompressed
            ? null
            : $"a key on nistp{curveBits} is an uncompressed point of {pointLength} bytes.";
    }

    private static string? CheckRsa(ref ReadOnlySpan<byte> blob, out int bits)
    {
        bits = 0;
        if (!TryTakeNumber(ref blob, out ReadOnlySpan<byte> exponent) || !TryTakeNumber(ref blob, out ReadOnlySpan<byte> modulus))
        {
            return "an RSA key is two positive numbers.";
        }

        bits = BitLength(modulus);
        if (bits is < MinRsaBits or > MaxRsaBits)
        {
            return $"an RSA key has {MinRsaBits} to {MaxRsaBits} bits, this one {bits}; 'ssh-keygen -t ed25519' makes a strong short one.";
        }

        bool isUsable = BitLength(exponent) > 1 && (exponent[^1] & 1) == 1 && (modulus[^1] & 1) == 1;
        return isUsable ? null : "the numbers of this RSA key make no key.";
    }

    private static string? CheckApplication(ref ReadOnlySpan<byte> blob) =>
        TryTakeField(ref blob, out ReadOnlySpan<byte> application) && !application.IsEmpty
            ? null
            : "a security key names its application.";

    private static bool TryTakeNumber(ref ReadOnlySpan<byte> blob, out ReadOnlySpan<byte> number)
    {
        if (!TryTakeField(ref blob, out number) || number.IsEmpty || number[0] >= 0x80)
        {
            return false;
        }

        // One leading zero is there only to keep the number positive; any other would give one key two spellings.
        bool hasSpareZero = number[0] == 0 && (number.Length == 1 || number[1] < 0x80);
        return !hasSpareZero;
    }

    private static bool TryTakeField(ref ReadOnlySpan<byte> blob, out ReadOnlySpan<byte> field)
    {
        field = default;
        if (!BinaryPrimitives.TryReadUInt32BigEndian(blob, out uint length) || length > (uint)(blob.Length - sizeof(uint)))
        {
            return false;
        }

        field = blob.Slice(sizeof(uint), (int)length);
        blob = blob[(sizeof(uint) + (int)length)..];
        return true;
    }

    private static int BitLength(ReadOnlySpan<byte> number)
    {
        ReadOnlySpan<byte> digits = number.TrimStart((byte)0);
        return digits.IsEmpty ? 0 : (digits.Length * 8) - (int)byte.LeadingZeroCount(digits[0]);
    }
}
