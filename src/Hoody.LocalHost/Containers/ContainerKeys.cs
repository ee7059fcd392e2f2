using Hoody.LocalHost.Http;
using Hoody.LocalHost.State;
using Hoody.Sdk;
using Microsoft.EntityFrameworkCore;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Utilities;
using Org.BouncyCastle.Security;

namespace Hoody.LocalHost.Containers;

/// <summary>The SSH keys of containers: one container, one key. Keys made here lie in files that only the host's user can read.</summary>
internal sealed class ContainerKeys(HostFolders folders)
{
    /// <summary>Makes an ed25519 key pair for a container: the private key into its file, the public key to the caller.</summary>
    public async Task<SshPublicKey> GenerateAsync(string containerId, CancellationToken cancellationToken)
    {
        Ed25519KeyPairGenerator generator = new();
        generator.Init(new Ed25519KeyGenerationParameters(new SecureRandom()));
        var pair = generator.GenerateKeyPair();
        string publicLine = "ssh-ed25519 " + Convert.ToBase64String(OpenSshPublicKeyUtilities.EncodePublicKey(pair.Public));

        byte[] privateBlob = OpenSshPrivateKeyUtilities.EncodePrivateKey(pair.Private);
        string privateText = "-----BEGIN OPENSSH PRIVATE KEY-----\n"
            + Convert.ToBase64String(privateBlob, Base64FormattingOptions.InsertLineBreaks).ReplaceLineEndings("\n")
            + "\n-----END OPENSSH PRIVATE KEY-----\n";
        await WritePrivateAsync(folders.PrivateKey(containerId), privateText, cancellationToken);
        return SshPublicKey.Parse(publicLine);
    }

    /// <summary>Removes what <see cref="GenerateAsync"/> wrote; nothing when it wrote nothing.</summary>
    public void Remove(string containerId)
    {
        string directory = folders.Keys(containerId);
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <exception cref="ApiException">Another container has the key.</exception>
    public static async Task RequireUnusedAsync(
        StateContext state, SshPublicKey key, string? exceptContainerId, CancellationToken cancellationToken)
    {
        // Whoever owns the other container: a key opens what it opens, and the answer names nobody.
        if (await state.Containers.AnyAsync(
            container => container.SshKeyFingerprint == key.Fingerprint && container.Id != exceptContainerId, cancellationToken))
        {
            throw ApiErrors.SshKeyInUse();
        }
    }

    private static async Task WritePrivateAsync(string path, string text, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!); // the path was made of a directory and a name
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using StreamWriter writer = new(path, options);
        await writer.WriteAsync(text.AsMemory(), cancellationToken);
    }
}
