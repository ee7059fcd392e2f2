using Hoody.ChunkStore.Backends;

namespace Hoody.ChunkStore.Conformance;

/// <summary>What a listing has, and in which order.</summary>
internal static class ListingRules
{
    // More than a page of the object services that exist.
    private const int ManyObjects = 1100;
    private const int CreationsAtOneTime = 16;

    internal static IEnumerable<ContractRule> All =>
    [
        new("A listing has every object with its length, in ordinal order of whole names", OrderAsync),
        new("A listing is limited to names that begin with the prefix", PrefixAsync),
        new("A listing has each of many objects once, though others come and go meanwhile", ManyAsync),
    ];

    private static async Task OrderAsync(BackendPlace place)
    {
        // '-' and '.' sort before '/', digits and letters after it: a folder's content stands between its neighbours.
        string[] names = ["B", "a-b", "a.b", "a/b", "a/b-c", "a/b0/c", "a0", "a~", "b/c/d/e"];
        foreach (string name in names.Reverse())
        {
            await place.CreateAsync(name, new byte[name.Length]).ConfigureAwait(false);
        }

        await place.RequireNamesAsync("", [.. names.Order(StringComparer.Ordinal)]).ConfigureAwait(false);
        await foreach (StoredObject found in place.Backend.ListAsync("", place.CancellationToken).ConfigureAwait(false))
        {
            place.Require(found.LengthBytes == found.Name.Length, $"a listing tells the length of '{found.Name}' as {found.LengthBytes}");
        }
    }

    private static async Task PrefixAsync(BackendPlace place)
    {
        string[] names = ["a/b", "a/bc/d", "ab", "b"];
        foreach (string name in names)
        {
            await place.CreateAsync(name, []).ConfigureAwait(false);
        }

        foreach (string prefix in (string[])["", "a", "a/", "a/b", "a/bc", "a/bc/", "a/bc/d", "a/bc/d/e", "c", "c/d/"])
        {
            string[] expected = [.. names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))];
            await place.RequireNamesAsync(prefix, expected).ConfigureAwait(false);
        }
    }

    private static async Task ManyAsync(BackendPlace place)
    {
        string[] names = [.. Enumerable.Range(0, ManyObjects).Select(number => $"many/{number:D4}")];
        foreach (string[] some in names.Chunk(CreationsAtOneTime))
        {
            await Task.WhenAll(some.Select(name => place.CreateAsync(name, []))).ConfigureAwait(false);
        }

        const int Gone = 10;
        List<string> found = [];
        await foreach (StoredObject stored in place.Backend.ListAsync("many/", place.CancellationToken).ConfigureAwait(false))
        {
            found.Add(stored.Name);
            if (found.Count <= Gone)
            {
                await place.Backend.DeleteAsync(stored.Name, place.CancellationToken).ConfigureAwait(false);
                await place.CreateAsync($"{stored.Name}-new", []).ConfigureAwait(false);
            }
        }

        string? missing = names.Skip(Gone).Except(found).FirstOrDefault();
        place.Require(missing is null, $"a listing lacks '{missing}', which was there from its beginning to its end");
        (string first, string second) = found.Zip(found.Skip(1)).FirstOrDefault(pair => string.CompareOrdinal(pair.First, pair.Second) >= 0);
        place.Require(first is null, $"a listing gives '{second}' after '{first}'");
    }
}
