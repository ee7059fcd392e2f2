namespace Hoody.Sdk;

/// <summary>A listing made of pages at hand.</summary>
internal sealed class FixedPages<T>(IReadOnlyList<Page<T>> pages) : AsyncPageable<T> where T : notnull
{
    public override IAsyncEnumerable<Page<T>> AsPages(int? startPage = null, int? pageSize = null) =>
        pages.Where(page => page.Number >= (startPage ?? 1)).ToAsyncEnumerable();
}
