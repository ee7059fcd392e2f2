namespace Hoody.Sdk;

/// <summary>What a listing of projects is ordered by. The service owns the list.</summary>
/// <param name="Value">The service's word.</param>
public readonly record struct ProjectSortKey(string Value)
{
    /// <summary>Gets the order by time of creation.</summary>
    public static ProjectSortKey CreatedAt { get; } = new("created_at");

    /// <summary>Gets the order by time of the last change.</summary>
    public static ProjectSortKey UpdatedAt { get; } = new("updated_at");

    /// <summary>Gets the order by name.</summary>
    public static ProjectSortKey Alias { get; } = new("alias");

    /// <summary>Gets the order by id.</summary>
    public static ProjectSortKey Id { get; } = new("id");

    /// <summary>Gets the service's word.</summary>
    public override string ToString() => Value ?? "";
}
