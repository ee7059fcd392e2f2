namespace Hoody.Sdk;

/// <summary>What is to change in a container. What is null stays as it is.</summary>
public sealed record UpdateContainerRequest
{
    /// <summary>Gets the new name, 1 to 100 letters, digits, <c>_</c> or <c>-</c>, unique in the project.</summary>
    public string? Name { get; init; }

    /// <summary>Gets the new colour, as <c>#RRGGBB</c>.</summary>
    public string? Color { get; init; }

    /// <summary>Gets the new remark, up to 16000 characters; an empty one removes it.</summary>
    public string? Comment { get; init; }

    /// <summary>Gets the new environment variables, all of them.</summary>
    public IReadOnlyDictionary<string, string>? EnvironmentVariables { get; init; }

    /// <summary>Gets the new key that may log in.</summary>
    public SshPublicKey? SshPublicKey { get; init; }

    /// <summary>Gets whether the present key is removed without a new one.</summary>
    public bool RemoveSshPublicKey { get; init; }

    /// <summary>Gets whether the container starts by itself.</summary>
    public bool? Autostart { get; init; }

    /// <summary>Gets whether the service's own assistants may work in it.</summary>
    public bool? Ai { get; init; }

    /// <summary>Gets whether it has a RAM disk.</summary>
    public bool? Ramdisk { get; init; }

    /// <summary>Gets what shares the RAM disk: <c>container</c> or <c>project</c>.</summary>
    public string? RamdiskScope { get; init; }

    /// <summary>Gets the realms it is to belong to, all of them.</summary>
    public IReadOnlyList<string>? RealmIds { get; init; }
}
