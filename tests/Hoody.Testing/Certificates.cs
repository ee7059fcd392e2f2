using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Hoody.Testing;

/// <summary>Certificates that nobody has signed but themselves.</summary>
public static class Certificates
{
    public static X509Certificate2 New(int validForDays = 10)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=peer", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-20), DateTimeOffset.UtcNow.AddDays(validForDays));
    }

    public static string PinOf(X509Certificate2 certificate) => Convert.ToHexStringLower(SHA256.HashData(certificate.RawDataMemory.Span));
}
