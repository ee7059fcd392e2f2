using System.Runtime.CompilerServices;
using Hoody.ChunkStore.Backends;

namespace Hoody.ChunkStore.Conformance.Tests;

internal static class ListingFaults
{
    private const string Order = "A listing has every object with its length, in ordinal order of whole names";
    private const string Prefix = "A listing is limited to names that begin with the prefix";
    private const string Many = "A listing has each of many objects once, though others come and go meanwhile";
    private const int PageLength = 1000;

    internal static IEnumerable<Fault> All =>
    [
        Listing("walks folder by folder", Order, (objects, prefix, token) =>
            objects.ListAsync(prefix, token).OrderBy(found => found.Name.Replace('/', '\0'), StringComparer.Ordinal)),
        Listing("does not tell lengths", Order, (objects, prefix, token) =>
            objects.ListAsync(prefix, token).Select(found => found with { LengthBytes = 0 })),
        Listing("has one level of folders", Order, (objects, prefix, token) =>
            objects.ListAsync(prefix, token).Where(found => found.Name.Count(character => character == '/') < 2)),
        Listing("lists the prefix as a folder", Prefix, (objects, prefix, token) =>
            objects.ListAsync(prefix, token).Where(found => prefix.Length == 0 || found.Name == prefix || found.Name.StartsWith(prefix.TrimEnd('/') + "/", StringComparison.Ordinal))),
        Listing("knows no prefixes", Prefix, (objects, _, token) => objects.ListAsync("", token)),
        Listing("lists the first page alone", Many, (objects, prefix, token) => objects.ListAsync(prefix, token).Take(PageLength)),
        Listing("counts its way from page to page", Many, ListByOffsetAsync),
        Listing("begins each page with the last of the one before", Many, ListInOverlappingPagesAsync),
    ];

    private static Fault Listing(
        string what, string rule, Func<MemoryBackend, string, CancellationToken, IAsyncEnumerable<StoredObject>> list) =>
        Fault.Of(what, rule, objects => new FaultyBackend(objects) { List = (prefix, token) => list(objects, prefix, token) });

    private static async IAsyncEnumerable<StoredObject> ListByOffsetAsync(
        MemoryBackend objects, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<StoredObject> page;
        int offset = 0;
        do
        {
            page = await objects.ListAsync(prefix, cancellationToken).Where(found => !found.Name.EndsWith("-new", StringComparison.Ordinal))
                .Skip(offset).Take(PageLength).ToListAsync(cancellationToken);
            foreach (StoredObject found in page)
            {
                yield return found;
            }

            offset += page.Count;
        }
        while (page.Count > 0);
    }

    private static async IAsyncEnumerable<StoredObject> ListInOverlappingPagesAsync(
        MemoryBackend objects, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<StoredObject> page;
        string last = "";
        do
        {
            page = await objects.ListAsync(prefix, cancellationToken)
                .Where(found => string.CompareOrdinal(found.Name, last) >= 0).Take(PageLength).ToListAsync(cancellationToken);
            foreach (StoredObject found in page)
            {
                yield return found;
                last = found.Name;
            }
        }
        while (page.Count == PageLength);
    }
}
