namespace Hoody.Sdk;

/// <summary>Makes pages of replies; a null where an item is promised is left out.</summary>
internal static class ServicePage
{
    public static Page<T> Of<T>(List<T>? items, int number, Pagination? pagination, HoodyResponseInfo info) where T : notnull =>
        new(WithoutNulls(items), number, pagination?.TotalPages, pagination?.Total, info);

    /// <summary>For listings that the service gives whole, whatever page is asked for.</summary>
    public static Page<T> OfAll<T>(List<T>? items, int number, HoodyResponseInfo info) where T : notnull
    {
        List<T> all = WithoutNulls(items);
        return new Page<T>(number == 1 ? all : [], number, 1, all.Count, info);
    }

    private static List<T> WithoutNulls<T>(List<T>? items)
    {
        items?.RemoveAll(item => item is null);
        return items ?? [];
    }
}
