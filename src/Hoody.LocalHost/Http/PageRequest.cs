using System.Linq.Expressions;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;

namespace Hoody.LocalHost.Http;

/// <summary>Which page of a list is asked for, and in which order.</summary>
internal sealed record PageRequest(int Page, int Limit, string SortBy, bool IsDescending)
{
    /// <summary>Puts rows in the order asked for; <paramref name="tieBreaker"/> gives equal keys one order, so that pages do not overlap.</summary>
    public IQueryable<T> Order<T, TKey>(
        IQueryable<T> rows, Expression<Func<T, TKey>> key, Expression<Func<T, string>> tieBreaker) => IsDescending
        ? rows.OrderByDescending(key).ThenByDescending(tieBreaker)
        : rows.OrderBy(key).ThenBy(tieBreaker);

    /// <summary>Takes the page out of rows that are already in order, and counts them all.</summary>
    public async Task<(List<T> Rows, Pagination Pagination)> TakeAsync<T>(IQueryable<T> rows, CancellationToken cancellationToken)
    {
        int total = await rows.CountAsync(cancellationToken);
        long skip = (Page - 1L) * Limit;
        List<T> page = skip >= total ? [] : await rows.Skip((int)skip).Take(Limit).ToListAsync(cancellationToken);
        return (page, new Pagination(total, Page, Limit, (total + Limit - 1) / Limit));
    }
}

/// <summary>The key <c>pagination</c> of a list's data.</summary>
internal sealed record Pagination(int Total, int Page, int Limit, [property: JsonPropertyName("totalPages")] int TotalPages);
