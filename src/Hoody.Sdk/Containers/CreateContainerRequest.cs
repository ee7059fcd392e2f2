using System.Text.Json.Serialization;

namespace Hoody.Sdk;

/// <summary>What a new container is to be. What is null is left to the service.</summary>
public sealed record CreateContainerRequest
{
    /// <summary>Gets the server it is to be on.</summary>
    public required ServerId ServerId { get; init; }

    /// <summary>Gets the name, 3 to 100 letters, digits, <c>_</c> or <c>-</c>, unique in its project.</summary>
    public string? Name { get; init; }

    /// <summary>Gets the colour, as <c>#RRGGBB</c>.</summary>
    public string? Color { get; init; }

    /// <summary>Gets the image to make it from.</summary>
    public string? ContainerImage { get; init; }

    /// <summary>Gets the environment variables, at most 256.</summary>
    [JsonPropertyName("environment_vars")]
    public IReadOnlyDictionary<string, string>? EnvironmentVariables { get; init; }

    /// <summary>Gets the key that may log in, one that no other container has.</summary>
    [JsonConverter(typeof(SshPublicKeyJsonConverter))]
    public SshPublicKey? SshPublicKey { get; init; }

    /// <summary>Gets a remark, up to 16000 characters.</summary>
    public string? Comment { get; init; }

    /// <summary>Gets whether it starts by itself. The service's default: true.</summary>
    public bool? Autostart { get; init; }

    /// <summary>Gets whether it may use hardware virtualisation.</summary>
    public bool? Kvm { get; init; }

    /// <summary>Gets whether the service's own programs are installed in it. The service's default: true.</summary>
    public bool? HoodyKit { get; init; }

    /// <summary>Gets whether the service's programs for developers are installed in it. The service's default: as <see cref="HoodyKit"/>.</summary>
    public bool? DevKit { get; init; }

    /// <summary>Gets whether the service's own assistants may work in it. The service's default: true.</summary>
    public bool? Ai { get; init; }

    /// <summary>Gets whether it has a RAM disk. The service's default: true.</summary>
    public bool? Ramdisk { get; init; }

    /// <summary>Gets whether it may be made of what the service has at hand. The service's default: true.</summary>
    public bool? Cache { get; init; }

    /// <summary>Gets whether the service keeps its image at hand. The service's default: false.</summary>
    public bool? CacheImage { get; init; }

    /// <summary>Gets the realms it is to belong to.</summary>
    public IReadOnlyList<string>? RealmIds { get; init; }
}
