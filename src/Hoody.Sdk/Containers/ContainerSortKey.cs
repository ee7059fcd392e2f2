namespace Hoody.Sdk;

/// <summary>What a listing of containers is ordered by. The service owns the list.</summary>
/// <param name="Value">The service's word.</param>
public readonly record struct ContainerSortKey(string Value)
{
    /// <summary>Gets the order by time of creation.</summary>
    public static ContainerSortKey CreatedAt { get; } = new("created_at");

    /// <summary>Gets the order by time of the last change.</summary>
    public static ContainerSortKey UpdatedAt { get; } = new("updated_at");

    /// <summary>Gets the order by name.</summary>
    public static ContainerSortKey Name { get; } = new("name");

    /// <summary>Gets the order by status.</summary>
    public static ContainerSortKey Status { get; } = new("status");

    /// <summary>Gets the order by id.</summary>
    public static ContainerSortKey Id { get; } = new("id");

    /// <summary>Gets the service's word.</summary>
    public override string ToString() => Value ?? "";
}
