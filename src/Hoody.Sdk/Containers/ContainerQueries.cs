namespace Hoody.Sdk;

/// <summary>Writes what containers have in common into queries.</summary>
internal static class ContainerQueries
{
    public static ApiTarget With(this ApiTarget target, ContainerDetails details) => target
        .With("runtime", Asked(details, ContainerDetails.Runtime))
        .With("include_proxy_domains", Asked(details, ContainerDetails.ProxyDomains))
        .With("include_proxy_permissions", Asked(details, ContainerDetails.ProxyPermissions));

    private static string? Asked(ContainerDetails details, ContainerDetails one) => details.HasFlag(one) ? "true" : null;
}
