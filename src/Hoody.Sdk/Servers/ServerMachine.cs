using System.Text.Json;

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

    /// <summary>Gets the data centre it is in.</summary>
    public string? Datacenter { get; init; }

    /// <summary>Gets the model, in the service's word.</summary>
    public string? Model { get; init; }

    /// <summary>Gets whether it is itself a virtual machine.</summary>
    public bool? IsVm { get; init; }

    /// <summary>
    /// Gets what it is made of, as the service tells: <c>cpu</c>, <c>ram</c>, <c>disks</c>, <c>network</c> and <c>additional</c>.
    /// </summary>
    public JsonElement? Specs { get; init; }

    /// <summary>Gets how many containers it has and may have.</summary>
    public ContainerCapacity? ContainerCapacity { get; init; }
}
