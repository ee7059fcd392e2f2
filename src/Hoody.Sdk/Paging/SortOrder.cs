namespace Hoody.Sdk;

/// <summary>The direction of a listing's order.</summary>
public enum SortOrder
{
    /// <summary>Smallest, or oldest, first.</summary>
    Ascending,

    /// <summary>Largest, or newest, first.</summary>
    Descending,
}
