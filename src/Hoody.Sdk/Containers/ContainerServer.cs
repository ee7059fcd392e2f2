namespace Hoody.Sdk;

/// <summary>What a container tells of the server it is on.</summary>
public sealed record ContainerServer : HoodyModel
{
    /// <summary>Gets the name as URLs show it, such as <c>node-us</c>.</summary>
    public string? Name { get; init; }

    /// <summary>Gets the code of the country it is in.</summary>
    public string? Country { get; init; }

    /// <summary>Gets the name of the country it is in.</summary>
    public string? CountryName { get; init; }

    /// <summary>Gets the city it is in.</summary>
    public string? City { get; init; }

    /// <summary>Gets the region it is in.</summary>
    public string? Region { get; init; }

    /// <summary>Gets the data centre it is in.</summary>
    public string? Datacenter { get; init; }

    /// <summary>Gets whether it costs nothing.</summary>
    public bool? IsFree { get; init; }

    /// <summary>Gets what it is made of; null when the service does not say.</summary>
    public ContainerServerSpecs? Specs { get; init; }

    /// <summary>Gets when its rental ends; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
