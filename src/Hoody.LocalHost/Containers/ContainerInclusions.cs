using Hoody.LocalHost.Http;

namespace Hoody.LocalHost.Containers;

/// <summary>What a query asks containers to tell beyond the usual.</summary>
internal readonly record struct ContainerInclusions(bool Runtime, bool ProxyDomains, bool ProxyPermissions)
{
    public static ContainerInclusions Read(QueryReader query) =>
        new(query.FlagOrJson("runtime"), query.Flag("include_proxy_domains"), query.Flag("include_proxy_permissions"));
}
