using System.Diagnostics.CodeAnalysis;

namespace Hoody.Sdk;

/// <summary>Takes the line of a public key apart: algorithm, base64, comment.</summary>
internal static class SshPublicKeyLine
{
    /// <summary>A 16384-bit RSA key takes 2.8 KiB of base64; the rest is room for a comment.</summary>
    public const int MaxLength = 8 * 1024;

    public static bool TryRead(ReadOnlySpan<char> text, [NotNullWhen(true)] out SshPublicKey? key, [NotNullWhen(false)] out string? problem)
    {
        key = null;
        ReadOnlySpan<char> line = text.Trim();
        problem = FindProblem(line);
        if (problem is not null)
        {
            return false;
        }

        ReadOnlySpan<char> algorithm = NextWord(ref line);
        ReadOnlySpan<char> base64 = NextWord(ref line);
        byte[] blob = new byte[base64.Length];
        if (!Convert.TryFromBase64Chars(base64, blob, out int blobLength) || blobLength == 0)
        {
            problem = "the part after the algorithm is not base64.";
            return false;
        }

        blob = blob[..blobLength];
        problem = SshPublicKeyBlob.Check(blob, algorithm, out int keySizeBits);
        if (problem is not null)
        {
            return false;
        }

        key = new SshPublicKey(algorithm.ToString(), blob, keySizeBits, line.IsEmpty ? null : line.ToString());
        return true;
    }

    private static string? FindProblem(ReadOnlySpan<char> line)
    {
        if (line.IsEmpty)
        {
            return "the text is empty.";
        }

        if (line.Contains("PRIVATE KEY", StringComparison.OrdinalIgnoreCase))
        {
            return "this looks like a private key. Keep it to yourself, and give the line of its .pub file.";
        }

        if (line.StartsWith("---- BEGIN SSH2", StringComparison.Ordinal))
        {
            return "this is the SSH2 form; convert it with 'ssh-keygen -i -f FILE'.";
        }

        if (line.Length > MaxLength)
        {
            return $"the text is longer than {MaxLength} characters.";
        }

        // A second line in a key would become a second entry of the container's authorized_keys.
        return HasControlCharacter(line) ? "it must be one line, without control characters." : FindAlgorithmProblem(line);
    }

    private static string? FindAlgorithmProblem(ReadOnlySpan<char> line)
    {
        ReadOnlySpan<char> algorithm = NextWord(ref line);
        if (SshPublicKeyBlob.IsKnown(algorithm))
        {
            return line.IsEmpty ? "the key itself is missing after the algorithm." : null;
        }

        if (algorithm.Contains("-cert-v0", StringComparison.Ordinal))
        {
            return "this is a certificate; give the key it was made for.";
        }

        if (algorithm.SequenceEqual("ssh-dss"))
        {
            return "DSA keys are no longer accepted by OpenSSH; make one with 'ssh-keygen -t ed25519'.";
        }

        return MentionsKnownAlgorithm(line)
            ? "options before the key are not allowed; give the key alone."
            : "the algorithm is unknown; expected ssh-ed25519, ecdsa-sha2-nistp256, ssh-rsa or another one of OpenSSH.";
    }

    private static bool MentionsKnownAlgorithm(ReadOnlySpan<char> line)
    {
        while (!line.IsEmpty)
        {
            if (SshPublicKeyBlob.IsKnown(NextWord(ref line)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasControlCharacter(ReadOnlySpan<char> line)
    {
        foreach (char c in line)
        {
            // U+2028 and U+2029 end a line for some readers, too.
            if ((char.IsControl(c) && c != '\t') || c is '\u2028' or '\u2029')
            {
                return true;
            }
        }

        return false;
    }

    private static ReadOnlySpan<char> NextWord(ref ReadOnlySpan<char> line)
    {
        int end = line.IndexOfAny(' ', '\t');
        ReadOnlySpan<char> word = end < 0 ? line : line[..end];
        line = end < 0 ? [] : line[end..].Trim();
        return word;
    }
}
