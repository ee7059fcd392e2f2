using Hoody.LocalHost.State;

namespace Hoody.LocalHost.ProxyAliases;

/// <summary>An alias as the API shows it.</summary>
internal static class AliasView
{
    public static object Of(ProxyAliasRow alias, string serverName) => new
    {
        alias.Id,
        UserId = alias.AccountId,
        alias.ProjectId,
        alias.ContainerId,
        alias.Alias,
        alias.Program,
        alias.Index,
        alias.TargetPath,
        alias.AllowPathOverride,
        alias.ExpiresAt,
        Enabled = alias.IsEnabled,
        alias.CreatedAt,
        alias.UpdatedAt,
        alias.ServerId,
        ServerName = serverName,
        Url = $"https://{alias.Alias}.{serverName}.containers.localhost",
    };
}
