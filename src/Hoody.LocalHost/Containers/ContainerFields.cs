using System.Text;
using System.Text.RegularExpressions;
using Hoody.LocalHost.Http;
using Hoody.Sdk;

namespace Hoody.LocalHost.Containers;

/// <summary>The fields that requests about containers share, with the service's rules.</summary>
internal static partial class ContainerFields
{
    public const int MaxCommentLength = 16000;
    public const int MaxEnvironmentValueLength = 4096;
    public const int MaxSingleEnvironmentValueLength = 32768;
    private const int MaxEnvironmentVariables = 256;

    /// <summary>All names and values together, in UTF-8: a snapshot record keeps them, and Linux gives a program little more.</summary>
    private const int MaxEnvironmentBytes = 512 << 10;

    private const int MaxEnvironmentNameLength = 128;
    private const int MaxNameLength = 100;
    private const int MaxKeyLength = 65536;

    /// <summary>Reads <c>name</c>; null when absent. The service has a code of its own for a malformed one.</summary>
    public static string? ReadName(BodyReader body, int minLength)
    {
        string? name = body.Text("name", 0, int.MaxValue);
        if (name is null || (name.Length >= minLength && name.Length <= MaxNameLength && NameForm().IsMatch(name)))
        {
            return name;
        }

        string rule = $"must have {minLength} to {MaxNameLength} characters out of letters, digits, '-' and '_'";
        throw new ApiException(400, "INVALID_CONTAINER_NAME", $"Invalid container name: it {rule}")
        {
            Payload = new[] { new ValidationProblem("/name", rule) },
        };
    }

    /// <summary>Reads <c>ssh_public_key</c>; null when absent or null. What is returned is parsed: the given text is kept nowhere.</summary>
    public static SshPublicKey? ReadSshKey(BodyReader body)
    {
        string? text = body.Text("ssh_public_key", 1, MaxKeyLength);
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (!SshPublicKey.TryParse(text, out SshPublicKey? key))
        {
            body.Fail("ssh_public_key", "must be one OpenSSH public key line (ed25519, ecdsa, or rsa of at least 2048 bits)");
        }

        return key;
    }

    /// <summary>Reads <c>kvm</c> and its older name <c>dev_kvm</c>, which must agree where both are given.</summary>
    public static bool? ReadKvm(BodyReader body)
    {
        bool? kvm = body.Flag("kvm");
        bool? olderName = body.Flag("dev_kvm");
        if (kvm is not null && olderName is not null && kvm != olderName)
        {
            body.Fail("kvm", "must equal dev_kvm when both are given");
        }

        return kvm ?? olderName;
    }

    public static Dictionary<string, string>? ReadEnvironment(BodyReader body, string? field)
    {
        Dictionary<string, string>? variables = body.TextMap(field);
        if (variables is null)
        {
            return null;
        }

        string prefix = field is null ? "" : field + "/";
        RequireFits(variables);
        foreach ((string name, string value) in variables)
        {
            if (!IsEnvironmentName(name))
            {
                body.Fail(prefix + name, $"must be a name of at most {MaxEnvironmentNameLength} letters, digits and '_', not beginning with a digit");
            }
            else if (value.Length is < 1 or > MaxEnvironmentValueLength || value.Contains('\0'))
            {
                body.Fail(prefix + name, $"must have 1 to {MaxEnvironmentValueLength} characters, and no NUL");
            }
        }

        return variables;
    }

    /// <exception cref="ApiException">All variables together are too many or too long.</exception>
    public static void RequireFits(Dictionary<string, string> variables)
    {
        long lengthBytes = variables.Sum(variable => (long)Encoding.UTF8.GetByteCount(variable.Key) + Encoding.UTF8.GetByteCount(variable.Value));
        if (variables.Count > MaxEnvironmentVariables || lengthBytes > MaxEnvironmentBytes)
        {
            throw ApiErrors.Validation(
                "/environment_vars", $"must have at most {MaxEnvironmentVariables} variables and {MaxEnvironmentBytes} bytes in all");
        }
    }

    public static bool IsEnvironmentName(string name) => name.Length <= MaxEnvironmentNameLength && EnvironmentNameForm().IsMatch(name);

    /// <summary>What a snapshot may be called in <c>source_snapshot</c>.</summary>
    [GeneratedRegex(@"\A[a-zA-Z0-9-_]+\z")]
    public static partial Regex SnapshotNameForm();

    [GeneratedRegex(@"\A[a-zA-Z0-9-_]+\z")]
    private static partial Regex NameForm();

    [GeneratedRegex(@"\A[a-zA-Z_][a-zA-Z0-9_]*\z")]
    private static partial Regex EnvironmentNameForm();
}
