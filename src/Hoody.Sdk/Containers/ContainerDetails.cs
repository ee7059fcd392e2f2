namespace Hoody.Sdk;

/// <summary>What a container is to tell beyond the usual. Each costs the service a look elsewhere.</summary>
[Flags]
public enum ContainerDetails
{
    /// <summary>Nothing more.</summary>
    None = 0,

    /// <summary>What runs in it: <see cref="Container.RuntimeInfo"/>.</summary>
    Runtime = 1,

    /// <summary>The proxy aliases that lead to it: <see cref="Container.ProxyDomains"/>.</summary>
    ProxyDomains = 2,

    /// <summary>
    /// Who may reach it through the proxy: <see cref="Container.ProxyPermissions"/>, <see cref="Container.ProjectProxyPermissions"/>.
    /// </summary>
    ProxyPermissions = 4,
}
