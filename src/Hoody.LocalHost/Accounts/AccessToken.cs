using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Hoody.LocalHost.Accounts;

/// <summary>Bearer tokens: how they are made, and the hash that is all the host keeps of them.</summary>
internal static class AccessToken
{
    private const string Prefix = "hdy_";
    private const int SecretBytes = 32;

    /// <summary>Longer than any token of ours: a header beyond it is not even hashed.</summary>
    private const int MaxLength = 256;

    public static string New() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>SHA-256 suffices, and a slow hash would gain nothing: a token is 256 random bits, not a password.</summary>
    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>Takes the token out of an <c>Authorization</c> header: <c>Bearer</c> and a token, or a bare <c>hdy_</c> token.</summary>
    public static bool TryRead(string header, out string token)
    {
        const string Scheme = "Bearer ";
        token = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : header.Trim();
        return token.StartsWith(Prefix, StringComparison.Ordinal) && token.Length <= MaxLength;
    }
}
