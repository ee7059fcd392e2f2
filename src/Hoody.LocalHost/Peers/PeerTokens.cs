using System.Security.Cryptography;
using System.Text;

namespace Hoody.LocalHost.Peers;

/// <summary>The tokens that peers are known by, as hashes. Looking takes as long for a wrong token as for a right one.</summary>
internal sealed class PeerTokens(IReadOnlyList<string> tokens)
{
    private const string Scheme = "Bearer ";
    private const int MaxHeaderLength = 4096;

    private readonly byte[][] _hashes = [.. tokens.Select(token => SHA256.HashData(Encoding.ASCII.GetBytes(token)))];

    public bool Accept(string header)
    {
        if (header.Length > MaxHeaderLength || !header.StartsWith(Scheme, StringComparison.Ordinal))
        {
            return false;
        }

        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(header[Scheme.Length..]));
        bool isKnown = false;
        foreach (byte[] known in _hashes)
        {
            isKnown |= CryptographicOperations.FixedTimeEquals(hash, known);
        }

        return isKnown;
    }
}
