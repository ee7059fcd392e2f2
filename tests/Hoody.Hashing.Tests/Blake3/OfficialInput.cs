using System.Text;
using Org.BouncyCastle.Crypto.Parameters;
using IndependentDigest = Org.BouncyCastle.Crypto.Digests.Blake3Digest;

namespace Hoody.Hashing.Tests.Blake3;

/// <summary>The official test vectors' rule (byte i is i mod 251), key and context, and an implementation that is not ours.</summary>
internal static class OfficialInput
{
    public const string Context = "BLAKE3 2019-12-27 16:29:52 test vectors context";

    /// <summary>Every length up to this one is tested.</summary>
    public const int EveryLengthUpTo = 4096 + 64;

    private static readonly byte[] _longest = [.. Enumerable.Range(0, (10 << 20) + 64).Select(i => (byte)(i % 251))];

    public static ReadOnlySpan<byte> Key => "whats the Elvish word for friend"u8;

    /// <summary>0, 1, block ± 1, leaf ± 1, whole subtrees and vector widths ± 1, and lengths that fit nothing; up to 10 MiB.</summary>
    public static int[] BoundaryLengths { get; } =
    [
        .. new[] { 64, 128, 1024, 2048, 3072, 4096, 8192, 16384, 31744, 65536, 131072, 262144, 1 << 20, (2 << 20) + 1024, 10 << 20 }
            .SelectMany(length => new[] { length - 1, length, length + 1 })
            .Concat([0, 1, 2, 31, 33, 5121, 100_003, 102_400, 1_000_000])
            .Order(),
    ];

    public static ReadOnlySpan<byte> Take(int length) => _longest.AsSpan(0, length);

    public static byte[] Independent(InputMode mode, ReadOnlySpan<byte> input, int outputLength)
    {
        IndependentDigest digest = NewIndependent(mode);
        digest.BlockUpdate(input);
        byte[] output = new byte[outputLength];
        digest.OutputFinal(output);
        return output;
    }

    public static IndependentDigest NewIndependent(InputMode mode)
    {
        IndependentDigest digest = new();
        if (mode == InputMode.Keyed)
        {
            digest.Init(Blake3Parameters.Key(Key.ToArray()));
        }
        else if (mode == InputMode.DeriveKey)
        {
            digest.Init(Blake3Parameters.Context(Encoding.UTF8.GetBytes(Context)));
        }

        return digest;
    }
}
