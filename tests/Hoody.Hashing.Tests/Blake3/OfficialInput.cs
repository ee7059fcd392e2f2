using Org.BouncyCastle.Crypto.Parameters;
using IndependentDigest = Org.BouncyCastle.Crypto.Digests.Blake3Digest;

namespace Hoody.Hashing.Tests.Blake3;

/// <summary>The official test vectors' rule (byte i is i mod 251), key and context, and an implementation that is not ours.</summary>
internal static class OfficialInput
{
    public const string Context = "BLAKE3 2019-12-27 16:29:52 test vectors context";

    private static readonly byte[] Longest = [.. Enumerable.Range(0, (10 << 20) + 64).Select(i => (byte)(i % 251))];

    public static ReadOnlySpan<byte> Key => "whats the Elvish word for friend"u8;

    /// <summary>0, 1, block ± 1, leaf ± 1, whole subtrees and vector widths ± 1, and lengths that fit nothing.</summary>
    public static IEnumerable<int> BoundaryLengths { get; } =
        new[] { 64, 128, 1024, 2048, 3072, 4096, 8192, 16384, 31744, 65536, 131072, 262144 }
            .SelectMany(length => new[] { length - 1, length, length + 1 })
            .Concat([0, 1, 2, 31, 33, 5121, 100_003, 102_400, 1_000_000])
            .Order();

    public static ReadOnlySpan<byte> Take(int length) => Longest.AsSpan(0, length);

    public static byte[] IndependentHash(ReadOnlySpan<byte> input, int outputLength = 32) =>
        Independent(Blake3Parameters.Context([]), input, outputLength, isPlain: true);

    public static byte[] IndependentKeyed(ReadOnlySpan<byte> input, int outputLength = 32) =>
        Independent(Blake3Parameters.Key(Key.ToArray()), input, outputLength);

    public static byte[] IndependentDeriveKey(ReadOnlySpan<byte> input, int outputLength = 32) =>
        Independent(Blake3Parameters.Context(System.Text.Encoding.UTF8.GetBytes(Context)), input, outputLength);

    private static byte[] Independent(Blake3Parameters parameters, ReadOnlySpan<byte> input, int outputLength, bool isPlain = false)
    {
        IndependentDigest digest = new();
        if (!isPlain)
        {
            digest.Init(parameters);
        }

        digest.BlockUpdate(input);
        byte[] output = new byte[outputLength];
        digest.OutputFinal(output);
        return output;
    }
}
