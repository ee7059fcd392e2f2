namespace Hoody.Sdk;

/// <summary>Which projects a listing gives, in which order.</summary>
public sealed record ListProjectsOptions
{
    /// <summary>Gets what the order goes by; null for the time of creation.</summary>
    public ProjectSortKey? SortBy { get; init; }

    /// <summary>Gets the direction of the order; null for descending.</summary>
    public SortOrder? SortOrder { get; init; }

    /// <summary>Gets the number of projects read at a time, 1 to 100; null for 50.</summary>
    public int? PageSize
    {
        get;
        init => field = PageSizes.Require(value, nameof(PageSize));
    }

    /// <summary>Gets the realm whose projects are listed; null for all that the token may see.</summary>
    public string? RealmId { get; init; }
}
