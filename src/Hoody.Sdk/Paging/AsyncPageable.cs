namespace Hoody.Sdk;

/// <summary>Makes listings for test doubles of the clients.</summary>
public static class AsyncPageable
{
    /// <summary>Makes a listing of pages at hand.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    public static AsyncPageable<T> FromPages<T>(IEnumerable<Page<T>> pages) where T : notnull
    {
        ArgumentNullException.ThrowIfNull(pages);
        return new FixedPages<T>([.. pages]);
    }
}
