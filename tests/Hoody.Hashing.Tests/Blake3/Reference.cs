using IndependentDigest = Org.BouncyCastle.Crypto.Digests.Blake3Digest;

namespace Hoody.Hashing.Tests.Blake3;

/// <summary>The independent implementation's digests of the official input, computed once for all tests: it is slow.</summary>
internal static class Reference
{
    private static readonly Dictionary<InputMode, Lazy<Dictionary<int, Blake3Digest>>> _digests =
        InputModes.All.ToDictionary(mode => mode, mode => new Lazy<Dictionary<int, Blake3Digest>>(() => Compute(mode)));

    /// <summary>All of 0 to <see cref="OfficialInput.EveryLengthUpTo"/>, and the boundary lengths.</summary>
    public static int[] Lengths { get; } =
        [.. Enumerable.Range(0, OfficialInput.EveryLengthUpTo + 1).Union(OfficialInput.BoundaryLengths).Order()];

    public static Blake3Digest Of(InputMode mode, int length) => _digests[mode].Value[length];

    /// <summary>One pass over the longest input: at each length, a copy of the state is finished.</summary>
    private static Dictionary<int, Blake3Digest> Compute(InputMode mode)
    {
        Dictionary<int, Blake3Digest> digests = [];
        IndependentDigest state = OfficialInput.NewIndependent(mode);
        byte[] digest = new byte[Blake3Digest.LengthBytes];
        int done = 0;
        foreach (int length in Lengths)
        {
            state.BlockUpdate(OfficialInput.Take(length)[done..]);
            done = length;
            new IndependentDigest(state).OutputFinal(digest);
            digests.Add(length, new Blake3Digest(digest));
        }

        return digests;
    }
}
