using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Hoody.Sdk;

/// <summary>One SSH public key, as a line of OpenSSH's <c>.pub</c> files holds it. Immutable.</summary>
/// <remarks>
/// Accepted: <c>ssh-ed25519</c>, <c>ecdsa-sha2-nistp256/384/521</c>, <c>ssh-rsa</c> of 2048 to 16384 bits, and the security-key forms
/// <c>sk-ssh-ed25519@openssh.com</c> and <c>sk-ecdsa-sha2-nistp256@openssh.com</c>. Refused, each by name: private keys, certificates,
/// DSA, the options of an <c>authorized_keys</c> line, and more than one line. Formats: RFC 4253 section 6.6, RFC 5656, RFC 8709 and
/// OpenSSH's PROTOCOL.u2f. Two keys are equal when algorithm and key are; the comment does not count.
/// </remarks>
public sealed class SshPublicKey : IEquatable<SshPublicKey>, ISpanParsable<SshPublicKey>
{
    private readonly byte[] _blob;

    internal SshPublicKey(string algorithm, byte[] blob, int keySizeBits, string? comment)
    {
        Algorithm = algorithm;
        _blob = blob;
        KeySizeBits = keySizeBits;
        Comment = comment;
        Fingerprint = "SHA256:" + Convert.ToBase64String(SHA256.HashData(blob)).TrimEnd('=');
    }

    /// <summary>Gets the name of the algorithm, such as <c>ssh-ed25519</c>.</summary>
    public string Algorithm { get; }

    /// <summary>Gets the key in SSH's wire encoding (what the line holds as base64).</summary>
    public ReadOnlyMemory<byte> Blob => _blob;

    /// <summary>Gets the text after the key, or null.</summary>
    public string? Comment { get; }

    /// <summary>Gets the size of the key in bits, as <c>ssh-keygen -l</c> prints it.</summary>
    public int KeySizeBits { get; }

    /// <summary>Gets <c>SHA256:</c> and the unpadded base64 of the blob's hash, as <c>ssh-keygen -l</c> prints it.</summary>
    public string Fingerprint { get; }

    /// <summary>Reads one key from its line.</summary>
    /// <exception cref="FormatException">It is no key that this type accepts; the message says why, and never repeats the text.</exception>
    public static SshPublicKey Parse(string s)
    {
        ArgumentNullException.ThrowIfNull(s);
        return Parse(s.AsSpan());
    }

    /// <inheritdoc cref="Parse(string)"/>
    public static SshPublicKey Parse(ReadOnlySpan<char> s) =>
        SshPublicKeyLine.TryRead(s, out SshPublicKey? key, out string? problem)
            ? key
            : throw new FormatException($"Not an SSH public key: {problem}");

    /// <summary>Reads one key from its line; false when it is none that this type accepts.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, [NotNullWhen(true)] out SshPublicKey? result) =>
        TryParse(s.AsSpan(), out result);

    /// <inheritdoc cref="TryParse(string?, out SshPublicKey)"/>
    public static bool TryParse(ReadOnlySpan<char> s, [NotNullWhen(true)] out SshPublicKey? result) =>
        SshPublicKeyLine.TryRead(s, out result, out _);

    // Explicit, since no culture plays a part: callers need not name a provider.
    static SshPublicKey IParsable<SshPublicKey>.Parse(string s, IFormatProvider? provider) => Parse(s);

    static bool IParsable<SshPublicKey>.TryParse(
        [NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out SshPublicKey result) =>
        TryParse(s, out result);

    static SshPublicKey ISpanParsable<SshPublicKey>.Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => Parse(s);

    static bool ISpanParsable<SshPublicKey>.TryParse(
        ReadOnlySpan<char> s, IFormatProvider? provider, [MaybeNullWhen(false)] out SshPublicKey result) => TryParse(s, out result);

    /// <summary>Reads one key from a <c>.pub</c> file.</summary>
    /// <exception cref="FormatException">The file holds no key that this type accepts, or more than one.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<SshPublicKey> ReadFromFileAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous);
        byte[] bytes = new byte[SshPublicKeyLine.MaxLength + 1];
        int length = await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return Parse(System.Text.Encoding.UTF8.GetString(bytes, 0, length));
    }

    /// <inheritdoc/>
    public bool Equals([NotNullWhen(true)] SshPublicKey? other) => other is not null && _blob.AsSpan().SequenceEqual(other._blob);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SshPublicKey);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(_blob);
        return hash.ToHashCode();
    }

    /// <summary>Gets the key's line in canonical form: algorithm, base64, and the comment when there is one.</summary>
    public override string ToString()
    {
        string line = $"{Algorithm} {Convert.ToBase64String(_blob)}";
        return Comment is null ? line : $"{line} {Comment}";
    }
}
