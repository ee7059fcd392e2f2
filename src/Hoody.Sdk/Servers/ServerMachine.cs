namespace Hoody.Sdk;

/// <summary>The machine of a <see cref="Server"/>.</summary>
public sealed record ServerMachine : HoodyModel
{
    /// <summary>Gets the id that requests name as their server.</summary>
    public ServerId? Id { get; init; }

    /// <summary>Gets the name as URLs show it, such as <c>node-us</c>.</summary>
    public string? Name { get; init; }

    /// <summary>Gets the country it is in.</summary>
    public string? Country { get; init; }

    /// <summary>Gets the region it is in.</summary>
    public string? Region { get; init; }

    /// <summary>Gets the city it is in.</summary>
    public string? City { get; init; }

    /// <summary>Gets how many containers it has and may have.</summary>
    public ContainerCapacity? ContainerCapacity { get; init; }
}
