namespace Hoody.Sdk;

/// <summary>A listing that is read page by page while it is enumerated. Enumerating it again reads it again.</summary>
/// <remarks>
/// The service numbers its pages and promises no stable order: an item that is created or deleted meanwhile shifts the pages. The client's
/// own listings give an item that appears twice for that reason once; one that slips to a page already read is missed.
/// </remarks>
/// <typeparam name="T">The type of the items.</typeparam>
public abstract class AsyncPageable<T> : IAsyncEnumerable<T> where T : notnull
{
    /// <summary>Makes a listing.</summary>
    protected AsyncPageable()
    {
    }

    /// <summary>Gets the pages as the service gives them.</summary>
    /// <param name="startPage">The first page, from 1; null for 1.</param>
    /// <param name="pageSize">
    /// Items per page, 1 to 100; null for the size asked for in the listing's options. Ignored where the service has one page only.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public abstract IAsyncEnumerable<Page<T>> AsPages(int? startPage = null, int? pageSize = null);

    /// <summary>Enumerates the items of all pages.</summary>
    public virtual async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        await foreach (Page<T> page in AsPages().WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            foreach (T item in page.Items)
            {
                yield return item;
            }
        }
    }
}
