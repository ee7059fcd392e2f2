using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Hoody.Volumes.Transports;

/// <summary>Accepts one certificate and no other, while it is valid. Who issued it and for which name does not matter: it is that one.</summary>
internal sealed class PinnedCertificate(string peer, string sha256, TimeProvider time)
{
    private readonly byte[] _sha256 = Convert.FromHexString(sha256);

    /// <exception cref="PeerException">It is another one, or not valid now. The handshake fails with it, so that its words are told.</exception>
    public bool Accepts(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 known)
        {
            return false;
        }

        byte[] found = SHA256.HashData(known.RawDataMemory.Span);
        if (!CryptographicOperations.FixedTimeEquals(found, _sha256))
        {
            throw Rejected($"its certificate is not the one that is pinned, but has SHA-256 {Convert.ToHexStringLower(found)}.");
        }

        (DateTime from, DateTime to) = (known.NotBefore.ToUniversalTime(), known.NotAfter.ToUniversalTime());
        DateTime now = time.GetUtcNow().UtcDateTime;
        return now >= from && now <= to
            ? true
            : throw Rejected($"its certificate is valid from {from:u} to {to:u}, and not now: give the peer a new one, and pin that.");
    }

    private PeerException Rejected(string problem) => new(peer, PeerError.CertificateRejected, problem);
}
