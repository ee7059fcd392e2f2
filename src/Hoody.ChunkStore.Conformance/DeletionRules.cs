namespace Hoody.ChunkStore.Conformance;

/// <summary>What deleting an object means, and what it leaves alone.</summary>
internal static class DeletionRules
{
    internal static IEnumerable<ContractRule> All =>
    [
        new("A deleted object is gone and its name is free", GoneAsync),
        new("Deleting what is not there changes nothing", NothingAsync),
    ];

    private static async Task GoneAsync(BackendPlace place)
    {
        await place.CreateAsync("a/b", [1]).ConfigureAwait(false);
        await place.Backend.DeleteAsync("a/b", place.CancellationToken).ConfigureAwait(false);
        long? length = await place.Backend.GetLengthAsync("a/b", place.CancellationToken).ConfigureAwait(false);
        place.Require(length is null, $"'a/b' was deleted, and has the length {length}");
        await place.RequireNamesAsync("").ConfigureAwait(false);
        place.Require(await place.CreateAsync("a/b", [2]).ConfigureAwait(false), "creating 'a/b' after its deletion gives false");
        await place.RequireContentAsync("a/b", [2]).ConfigureAwait(false);
    }

    private static async Task NothingAsync(BackendPlace place)
    {
        await place.CreateAsync("folder/object", [1]).ConfigureAwait(false);
        foreach (string name in (string[])["missing", "missing/below", "folder", "folder/obj", "folder/object/below"])
        {
            await place.Backend.DeleteAsync(name, place.CancellationToken).ConfigureAwait(false);
            await place.RequireNamesAsync("", "folder/object").ConfigureAwait(false);
        }
    }
}
