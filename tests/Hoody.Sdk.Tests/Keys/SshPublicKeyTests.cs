using System.Buffers.Binary;
using System.Text;
using FsCheck.Xunit;
using Hoody.Testing;

namespace Hoody.Sdk.Tests.Keys;

public class SshPublicKeyTests
{
    private static readonly byte[] SomePoint = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    private static string Ed25519Line => Line("ssh-ed25519", Field("ssh-ed25519"), Field(SomePoint));

    /// <summary>Bits, fingerprint and line of keys made by OpenSSH's ssh-keygen; the first two as its option -l prints them.</summary>
    public static TheoryData<int, string, string> GoldenKeys
    {
        get
        {
            TheoryData<int, string, string> keys = [];
            foreach (string row in GoldenFile.Read("ssh-keys.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                string[] parts = row.Split(' ', 3);
                keys.Add(int.Parse(parts[0], null), parts[1], parts[2]);
            }

            return keys;
        }
    }

    [Theory]
    [MemberData(nameof(GoldenKeys))]
    public void A_key_of_ssh_keygen_is_read_and_written_back(int bits, string fingerprint, string line)
    {
        SshPublicKey key = SshPublicKey.Parse(line);
        Assert.Equal(line, key.ToString());
        Assert.Equal(fingerprint, key.Fingerprint);
        Assert.Equal(bits, key.KeySizeBits);
    }

    [SkippableTheory]
    [InlineData("ed25519", "256")]
    [InlineData("ecdsa", "384")]
    [InlineData("rsa", "2048")]
    public void Fingerprint_and_size_are_those_that_ssh_keygen_prints(string type, string bits)
    {
        Skip.IfNot(Tool.Exists("ssh-keygen"), "ssh-keygen is not installed");
        using TempDirectory directory = new();
        string path = directory["key"];
        Assert.Equal(0, Tool.Run("ssh-keygen", "-q", "-t", type, "-b", bits, "-N", "", "-C", "someone", "-f", path).ExitCode);

        SshPublicKey key = SshPublicKey.Parse(File.ReadAllText(path + ".pub"));

        string printed = Tool.Run("ssh-keygen", "-l", "-f", path + ".pub").Output;
        Assert.StartsWith($"{key.KeySizeBits} {key.Fingerprint} someone ", printed, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void The_private_half_of_a_real_key_is_refused_without_being_repeated()
    {
        Skip.IfNot(Tool.Exists("ssh-keygen"), "ssh-keygen is not installed");
        using TempDirectory directory = new();
        Tool.Run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", directory["key"]);
        string secret = File.ReadAllText(directory["key"]);

        FormatException error = Assert.Throws<FormatException>(() => SshPublicKey.Parse(secret));

        Assert.Contains("looks like a private key", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(secret.Split('\n')[1][..16], error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_is_read_from_its_file()
    {
        using TempDirectory directory = new();
        await File.WriteAllTextAsync(directory["id.pub"], Ed25519Line + " alice\n");
        SshPublicKey key = await SshPublicKey.ReadFromFileAsync(directory["id.pub"]);
        Assert.Equal("alice", key.Comment);
    }

    [Fact]
    public async Task A_file_of_two_keys_is_refused()
    {
        using TempDirectory directory = new();
        await File.WriteAllTextAsync(directory["id.pub"], Ed25519Line + "\n" + Ed25519Line + "\n");
        await Assert.ThrowsAsync<FormatException>(() => SshPublicKey.ReadFromFileAsync(directory["id.pub"]));
    }

    [Fact]
    public void Security_keys_are_read()
    {
        string line = Line("sk-ssh-ed25519@openssh.com", Field("sk-ssh-ed25519@openssh.com"), Field(SomePoint), Field("ssh:"));
        Assert.Equal(256, SshPublicKey.Parse(line).KeySizeBits);
    }

    [Fact]
    public void The_comment_does_not_count_in_equality()
    {
        SshPublicKey one = SshPublicKey.Parse(Ed25519Line + " alice");
        SshPublicKey other = SshPublicKey.Parse(Ed25519Line + " bob laptop");
        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
        Assert.Equal("bob laptop", other.Comment);
    }

    [Fact]
    public void Different_keys_differ()
    {
        byte[] otherPoint = [.. SomePoint.Reverse()];
        Assert.NotEqual(
            SshPublicKey.Parse(Ed25519Line), SshPublicKey.Parse(Line("ssh-ed25519", Field("ssh-ed25519"), Field(otherPoint))));
    }

    [Fact]
    public void Space_around_a_key_is_ignored() =>
        Assert.Equal(Ed25519Line + " c", SshPublicKey.Parse($"  {Ed25519Line}\t c \r\n").ToString());

    [Theory]
    [MemberData(nameof(Refusals))]
    public void What_is_no_key_is_refused_with_its_reason(string reason, string text)
    {
        Assert.False(SshPublicKey.TryParse(text, out SshPublicKey? key));
        Assert.Null(key);
        FormatException error = Assert.Throws<FormatException>(() => SshPublicKey.Parse(text));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Refusals => new()
    {
        { "empty", " " },
        { "private key", "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Blbn\n-----END OPENSSH PRIVATE KEY-----" },
        { "SSH2 form", "---- BEGIN SSH2 PUBLIC KEY ----\nAAAA" },
        { "one line", Ed25519Line + "\n" + Ed25519Line },
        { "one line", Ed25519Line + " comment\rcommand=\"x\"" },
        { "one line", Ed25519Line + " a\u2028b" },
        { "longer than", Ed25519Line + " " + new string('c', 8192) },
        { "options", "no-pty " + Ed25519Line },
        { "options", "command=\"echo hi\",no-pty " + Ed25519Line },
        { "certificate", "ssh-ed25519-cert-v01@openssh.com AAAA" },
        { "DSA", "ssh-dss AAAA" },
        { "unknown", "ssh-rot13 AAAA" },
        { "missing", "ssh-ed25519" },
        { "not base64", "ssh-ed25519 !!!!" },
        { "cut short", "ssh-ed25519 AAAA" },
        { "another", Line("ssh-ed25519", Field("ssh-rsa"), Field(SomePoint)) },
        { "32 bytes", Line("ssh-ed25519", Field("ssh-ed25519"), Field(SomePoint[1..])) },
        { "after the end", Line("ssh-ed25519", Field("ssh-ed25519"), Field(SomePoint), Field("x")) },
        { "curve", Line("ecdsa-sha2-nistp256", Field("ecdsa-sha2-nistp256"), Field("nistp384"), Field([4, .. new byte[64]])) },
        { "uncompressed", Line("ecdsa-sha2-nistp256", Field("ecdsa-sha2-nistp256"), Field("nistp256"), Field([2, .. new byte[32]])) },
        { "2048 to 16384 bits, this one 2047", Rsa(exponent: [1, 0, 1], modulus: [0x7f, .. Ones(255)]) },
        { "this one 16385", Rsa(exponent: [1, 0, 1], modulus: [0x01, .. Ones(2048)]) },
        { "two positive numbers", Rsa(exponent: [1, 0, 1], modulus: [0x80, .. Ones(255)]) },
        { "two positive numbers", Rsa(exponent: [0, 1, 0, 1], modulus: [0, .. Ones(256)]) },
        { "make no key", Rsa(exponent: [1], modulus: [0, .. Ones(256)]) },
        { "make no key", Rsa(exponent: [4], modulus: [0, .. Ones(256)]) },
        { "application", Line("sk-ssh-ed25519@openssh.com", Field("sk-ssh-ed25519@openssh.com"), Field(SomePoint)) },
    };

    [Fact]
    public void A_length_beyond_the_key_is_refused()
    {
        byte[] blob = [0xff, 0xff, 0xff, 0xff, .. "ssh-ed25519"u8];
        Assert.False(SshPublicKey.TryParse("ssh-ed25519 " + Convert.ToBase64String(blob), out _));
    }

    [Property]
    public bool A_damaged_key_is_refused_or_is_another_one(byte position, byte value)
    {
        byte[] blob = SshPublicKey.Parse(Ed25519Line).Blob.ToArray();
        int index = position % blob.Length;
        bool isChanged = blob[index] != value;
        blob[index] = value;
        bool isRead = SshPublicKey.TryParse("ssh-ed25519 " + Convert.ToBase64String(blob), out SshPublicKey? key);
        return !isRead || key!.Equals(SshPublicKey.Parse(Ed25519Line)) != isChanged; // null only when not read
    }

    [Property]
    public bool Any_text_is_read_or_refused_but_never_throws(string? text) =>
        !SshPublicKey.TryParse(text, out SshPublicKey? key) || SshPublicKey.Parse(key.ToString()).Equals(key);

    private static string Rsa(byte[] exponent, byte[] modulus) => Line("ssh-rsa", Field("ssh-rsa"), Field(exponent), Field(modulus));

    private static byte[] Ones(int count) => [.. Enumerable.Repeat((byte)0xff, count)];

    private static string Line(string algorithm, params byte[][] fields) =>
        $"{algorithm} {Convert.ToBase64String([.. fields.SelectMany(f => f)])}";

    private static byte[] Field(string text) => Field(Encoding.ASCII.GetBytes(text));

    private static byte[] Field(byte[] content)
    {
        byte[] field = new byte[sizeof(int) + content.Length];
        BinaryPrimitives.WriteInt32BigEndian(field, content.Length);
        content.CopyTo(field, sizeof(int));
        return field;
    }
}
