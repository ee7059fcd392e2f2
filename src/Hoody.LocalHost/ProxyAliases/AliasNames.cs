using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Hoody.LocalHost.Http;

namespace Hoody.LocalHost.ProxyAliases;

/// <summary>Which names an alias can have: labels of host names, without those that the service keeps for itself.</summary>
internal static partial class AliasNames
{
    private const int MinLength = 3;
    private const int MaxLength = 61;
    private const int RandomLength = 48;

    private static readonly string[] ReservedNames = ["containers", "proxy", "workspaces", "egress"];
    private static readonly string[] ReservedPrefixes = ["proxy-", "workspaces-", "egress-"];

    public static string Random() => RandomNumberGenerator.GetHexString(RandomLength, lowercase: true);

    /// <exception cref="ApiException">The name is not of the form, or reserved.</exception>
    public static void Require(string name)
    {
        if (name.Length is < MinLength or > MaxLength || !Form().IsMatch(name))
        {
            throw Refuse($"An alias has {MinLength} to {MaxLength} lower-case letters, digits and '-', not at its ends", new { Field = "alias" });
        }

        if (ReservedNames.Contains(name))
        {
            throw Refuse($"The alias '{name}' is reserved", new { Field = "alias", ReservedAlias = name });
        }

        if (Array.Find(ReservedPrefixes, prefix => name.StartsWith(prefix, StringComparison.Ordinal)) is { } reserved)
        {
            throw Refuse($"Aliases that begin with '{reserved}' are reserved", new { Field = "alias", ReservedPrefix = reserved });
        }
    }

    private static ApiException Refuse(string message, object place) => new(400, "INVALID_ALIAS_FORMAT", message) { Payload = place };

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9-]*[a-z0-9])?\z")]
    private static partial Regex Form();
}
