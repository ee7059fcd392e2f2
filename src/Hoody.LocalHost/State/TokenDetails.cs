namespace Hoody.LocalHost.State;

/// <summary>What an account says of one of its tokens. Kept and shown; a host on the loopback address has nothing to hold it against.</summary>
internal sealed record TokenDetails
{
    public string Alias { get; init; } = "";

    public IReadOnlyList<string> IpWhitelist { get; init; } = ["*"];

    public string? PermissionTemplate { get; init; }

    /// <summary>The tree of flags as JSON text; null when none was given.</summary>
    public string? Permissions { get; init; }

    public IReadOnlyList<string> RealmIds { get; init; } = [];

    public bool AllowNoRealm { get; init; } = true;
}
