namespace Hoody.Sdk;

/// <summary>What a <see cref="ContainerOperation"/> does.</summary>
/// <param name="Value">The word for it.</param>
public readonly record struct ContainerOperationKind(string Value)
{
    /// <summary>Gets the making of a new container.</summary>
    public static ContainerOperationKind Create { get; } = new("create");

    /// <summary>Gets the making of a copy.</summary>
    public static ContainerOperationKind Copy { get; } = new("copy");

    /// <summary>Gets the synchronising of a copy with its source.</summary>
    public static ContainerOperationKind Sync { get; } = new("sync");

    /// <summary>Gets the return to a snapshot.</summary>
    public static ContainerOperationKind Restore { get; } = new("restore");

    /// <summary>Gets the word for it.</summary>
    public override string ToString() => Value ?? "";
}
