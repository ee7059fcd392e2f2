namespace Hoody.Sdk;

/// <summary>In which order a listing gives projects.</summary>
public sealed record ListProjectsOptions
{
    /// <summary>Gets the direction of the order by time of creation; null for descending.</summary>
    public SortOrder? SortOrder { get; init; }

    /// <summary>Gets the number of projects read at a time, 1 to 100; null for 50.</summary>
    public int? PageSize
    {
        get;
        init => field = PageSizes.Require(value, nameof(PageSize));
    }
}
