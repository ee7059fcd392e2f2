namespace Hoody.Sdk;

/// <summary>Which containers a listing gives, in which order.</summary>
public sealed record ListContainersOptions
{
    /// <summary>Gets the project whose containers are listed; null for all projects.</summary>
    public ProjectId? ProjectId { get; init; }

    /// <summary>Gets what the order goes by; null for the time of creation.</summary>
    public ContainerSortKey? SortBy { get; init; }

    /// <summary>Gets the direction of the order; null for descending.</summary>
    public SortOrder? SortOrder { get; init; }

    /// <summary>Gets the number of containers read at a time, 1 to 100; null for 50.</summary>
    public int? PageSize
    {
        get;
        init => field = PageSizes.Require(value, nameof(PageSize));
    }

    /// <summary>Gets whether containers that are being deleted are listed, too.</summary>
    public bool IncludeDeleting { get; init; }

    /// <summary>Gets whether containers whose server has expired are listed, too.</summary>
    public bool IncludeExpired { get; init; }

    /// <summary>Gets the realm whose containers are listed; null for all that the token may see. Not for the containers of one project.</summary>
    public string? RealmId { get; init; }

    /// <summary>Gets what the containers are to tell beyond the usual.</summary>
    public ContainerDetails Details { get; init; }
}
