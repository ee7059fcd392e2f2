using Hoody.ChunkStore.Backends;

namespace Hoody.ChunkStore.Conformance;

/// <summary>What backends over one place, as of several processes, know of each other.</summary>
internal static class SharingRules
{
    internal static IEnumerable<ContractRule> All =>
    [
        new("Objects outlive the backend that created them", OutliveAsync),
        new("What one backend creates or deletes, another over the same place sees", SeenAsync),
        new("Of creations that race through two backends exactly one wins", RaceAsync),
    ];

    private static async Task OutliveAsync(BackendPlace place)
    {
        await place.CreateAsync("a/b", [1, 2, 3]).ConfigureAwait(false);
        await place.DisposeAsync().ConfigureAwait(false);
        await place.RequireContentAsync("a/b", [1, 2, 3]).ConfigureAwait(false);
        await place.RequireNamesAsync("", "a/b").ConfigureAwait(false);
    }

    private static async Task SeenAsync(BackendPlace place)
    {
        IStorageBackend one = place.Backend;
        IStorageBackend other = place.Open();

        // Asked for before it is there and while it is: an answer that was remembered would be wrong.
        long? length = await other.GetLengthAsync("a", place.CancellationToken).ConfigureAwait(false);
        place.Require(length is null, "'a' is there before it was created");
        await place.CreateAsync(one, "a", [1]).ConfigureAwait(false);
        await place.RequireContentAsync(other, "a", [1]).ConfigureAwait(false);
        place.Require(!await place.CreateAsync(other, "a", [2]).ConfigureAwait(false), "'a' is created a second time, through another backend");

        await one.DeleteAsync("a", place.CancellationToken).ConfigureAwait(false);
        length = await other.GetLengthAsync("a", place.CancellationToken).ConfigureAwait(false);
        place.Require(length is null, "'a' was deleted through another backend, and is still there");
        place.Require(await place.CreateAsync(other, "a", [2]).ConfigureAwait(false), "'a' was deleted through another backend, and is still taken");
        await place.RequireContentAsync(one, "a", [2]).ConfigureAwait(false);
    }

    private static Task RaceAsync(BackendPlace place)
    {
        IStorageBackend one = place.Backend;
        IStorageBackend other = place.Open();
        return CreationRules.RaceAsync(place, racer => racer % 2 == 0 ? one : other);
    }
}
