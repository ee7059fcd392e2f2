using System.Text.Json;
using System.Text.RegularExpressions;
using Hoody.LocalHost.Http;
using Hoody.LocalHost.State;

namespace Hoody.LocalHost.Accounts;

/// <summary>Reads what a request says of a token.</summary>
internal static partial class TokenFields
{
    private const int MaxAliasLength = 254;
    private const int MaxAddresses = 1000;
    private const int MaxAddressesLength = 65536;

    /// <summary>The details after a request: what it does not name stays.</summary>
    public static TokenDetails Read(BodyReader body, TokenDetails present) => present with
    {
        Alias = body.Text("alias", 1, MaxAliasLength, AliasForm()) ?? present.Alias,
        IpWhitelist = ReadAddresses(body) ?? present.IpWhitelist,
        PermissionTemplate = body.Choice(
            "permission_template", "full_access", "external_customer", "dev_team", "finance_team", "read_only") ?? present.PermissionTemplate,
        Permissions = ReadPermissions(body) ?? present.Permissions,
        RealmIds = body.RealmIds() ?? present.RealmIds,
        AllowNoRealm = body.Flag("allow_no_realm") ?? present.AllowNoRealm,
    };

    // A list, or one text with commas; "*" is any address.
    private static IReadOnlyList<string>? ReadAddresses(BodyReader body) => body.Value("ip_whitelist")?.ValueKind == JsonValueKind.String
        ? body.Text("ip_whitelist", 1, MaxAddressesLength)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        : body.TextList("ip_whitelist", MaxAddresses, text => text.Length is > 0 and <= 64, "must be an address, a network or \"*\"");

    private static string? ReadPermissions(BodyReader body)
    {
        if (body.Value("permissions") is not { } tree)
        {
            return null;
        }

        if (tree.ValueKind != JsonValueKind.Object)
        {
            body.Fail("permissions", "must be object");
        }

        return tree.GetRawText();
    }

    [GeneratedRegex(@"\A[a-zA-Z0-9 _-]*\z")]
    private static partial Regex AliasForm();
}
