using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Hoody.Volumes.Transports;

/// <summary>Accepts one certificate and no other, while it is valid. Who issued it and for which name does not matter: it is that one.</summary>
internal sealed class PinnedCertificate(string sha256, TimeProvider time)
{
    private readonly byte[] _sha256 = Convert.FromHexString(sha256);

    public bool Accepts(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 known)
        {
            return false;
        }

        DateTime now = time.GetUtcNow().UtcDateTime;
        return CryptographicOperations.FixedTimeEquals(SHA256.HashData(known.RawDataMemory.Span), _sha256)
            && now >= known.NotBefore.ToUniversalTime() && now <= known.NotAfter.ToUniversalTime();
    }
}
