using System.Runtime.CompilerServices;

namespace Hoody.Sdk;

/// <summary>A listing of the service.</summary>
/// <param name="read">Reads one page, given its number and size.</param>
/// <param name="identify">What makes two items the same one, though other fields may have changed between two pages.</param>
/// <param name="defaultSize">Items per page where the caller names no number.</param>
/// <param name="callToken">The token given when the listing was asked for; it ends every enumeration.</param>
internal sealed class ServicePages<T, TKey>(
    Func<int, int, CancellationToken, Task<Page<T>>> read, Func<T, TKey> identify, int defaultSize, CancellationToken callToken)
    : AsyncPageable<T> where T : notnull
{
    private const int MaxExpectedItems = 100_000;

    public override IAsyncEnumerable<Page<T>> AsPages(int? startPage = null, int? pageSize = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(startPage ?? 1, 1, nameof(startPage));
        return ReadAsync(startPage ?? 1, PageSizes.Require(pageSize, nameof(pageSize)) ?? defaultSize, CancellationToken.None);
    }

    public override async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        HashSet<TKey> seen = [];
        await foreach (Page<T> page in ReadAsync(1, defaultSize, cancellationToken).ConfigureAwait(false))
        {
            if (page.Number == 2)
            {
                // Once, not doubling on the way, now that more is read than a first page; as far as a total is to be believed.
                seen.EnsureCapacity((int)Math.Clamp(page.TotalItems ?? 0, 0, MaxExpectedItems));
            }

            foreach (T item in page.Items.Where(item => seen.Add(identify(item))))
            {
                yield return item;
            }
        }
    }

    private async IAsyncEnumerable<Page<T>> ReadAsync(int start, int size, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(callToken, cancellationToken);
        Page<T>? before = null;
        for (int number = start; ; number++)
        {
            Page<T> page = await ReadAsync(number, size, either.Token, cancellationToken).ConfigureAwait(false);

            // Whoever gives neither totals nor, in the end, an empty page may give the same one for ever.
            if (page.TotalPages is null && before is not null && Repeats(page, before))
            {
                yield break;
            }

            before = page;
            yield return page;

            // An empty page ends the listing, too: the totals may have shrunk since.
            if (page.Items.Count == 0 || number >= page.TotalPages)
            {
                yield break;
            }
        }
    }

    private bool Repeats(Page<T> page, Page<T> before) =>
        page.Items.Count > 0 && page.Items.Select(identify).SequenceEqual(before.Items.Select(identify));

    /// <summary>Reads one page; cancelled, it says so by the token of its caller, who knows nothing of <paramref name="either"/>.</summary>
    private async Task<Page<T>> ReadAsync(int number, int size, CancellationToken either, CancellationToken cancellationToken)
    {
        try
        {
            return await read(number, size, either).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            callToken.ThrowIfCancellationRequested();
            throw;
        }
    }
}
