namespace Hoody.Sdk;

/// <summary>One page of a listing.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
/// <param name="Items">The items, in the service's order.</param>
/// <param name="Number">The page's number, from 1.</param>
/// <param name="TotalPages">The number of pages when this one was read, or null when the service did not say.</param>
/// <param name="TotalItems">The number of items when this page was read, or null when the service did not say.</param>
/// <param name="Response">Status and headers of the reply; null on a page made for a test.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, int Number, int? TotalPages, long? TotalItems, HoodyResponseInfo? Response)
    where T : notnull;
